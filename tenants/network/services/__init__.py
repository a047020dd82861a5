"""The verbs of the network: outages from draft to all clear, addresses that are watched, results of samples."""

from tenants.network.services.outages import (
    OutageClosed,
    Place,
    call_off,
    end,
    publish,
    save_draft,
    tell_portion,
    update,
)
from tenants.network.services.samples import Result, SampleRefused, record_samples
from tenants.network.services.watching import (
    TooManyWatches,
    WatchUnknown,
    confirm_watch,
    forget_watches,
    stop_watch,
    watch_address,
)

__all__ = [
    "OutageClosed",
    "Place",
    "Result",
    "SampleRefused",
    "TooManyWatches",
    "WatchUnknown",
    "call_off",
    "confirm_watch",
    "end",
    "forget_watches",
    "publish",
    "record_samples",
    "save_draft",
    "stop_watch",
    "tell_portion",
    "update",
    "watch_address",
]
