"""What can go wrong when a source is pulled. Messages name the address without its query, never a secret."""

from __future__ import annotations

from outlay.core.errors import OutlayError


class SourceError(OutlayError):
    """A source could not be pulled."""

    code = "source"
    http_status = 502


class SourceAccessError(SourceError):
    """The vendor refused the credential, or the credential lacks a permission."""

    code = "source.access"


class SourceRequestError(SourceError):
    """The vendor refused a request for another reason."""

    code = "source.request"


class SourceUnreachableError(SourceError):
    """The vendor could not be reached, or kept failing after several tries."""

    code = "source.unreachable"


class SourceFormatError(SourceError):
    """The vendor's answer is not in the shape that it documents."""

    code = "source.format"


class SourceAddressError(SourceError):
    """The address is private, of this machine or of its link, which a source may reach only if it is allowed to."""

    code = "source.address"
