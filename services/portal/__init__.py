"""portal (一网通办): the one entry.

The projector keeps views of others' events; the API (`services.portal.api`) reads them and sends commands.
"""
