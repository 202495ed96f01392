"""certificates (电子证照): electronic certificates with the national identifier, under the issuer's seal."""
