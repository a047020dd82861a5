"""Cases: drafts, filing, the thread, states and clocks, answers on a durable medium, and handing a property over.

Owns: drafts, cases with their events, files, documents and handovers. What kinds there are, what they ask and where
they may stand is said by the profile (`services`). It never changes what the billing system is master of: a change of
data or a refund is done there, by staff, and the mirror follows.
"""
