"""identity (统一身份认证): who an applicant is, checked once against the population register, for every case."""
