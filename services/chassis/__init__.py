"""The microservice chassis: the only code that services share."""
