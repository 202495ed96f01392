"""The outside parties of one machine: honest stand-ins for a population register, a payment channel and a carrier.

They belong to nobody's production. Every answer carries `X-Stand-In`, no money moves, no parcel travels.
"""
