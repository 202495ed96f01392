"""seals (电子印章): authorities' seals, put on documents as SM2 signatures."""
