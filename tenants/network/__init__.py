"""The pipes: outages and planned works with the addresses they touch, who wants to hear of them, and what is in the water.

Owns outages, their updates, subscriptions of addresses and results of water quality. Never knows bills or cases.
"""
