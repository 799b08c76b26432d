"""Log-linear bins of whole numbers: exact below 128, then at most 1/64 (1.6 %) wide.

Each power of two is cut into 64 bins of one width, so a bin is found with shifts alone and is the
same on every machine. Negative numbers mirror positive ones.
"""

from __future__ import annotations

_BINS = 64  # of each power of two
_BITS = 7  # of numbers below 2 * _BINS, each of which has a bin of its own


def bin_of(number: int) -> int:
    """The bin that a number falls into; bins are in the order of their numbers.

    >>> bin_of(5), bin_of(-5), bin_of(1_000_000), bin_of(1_000_001)
    (5, -5, 954, 954)
    """
    size = abs(number)
    shift = max(0, size.bit_length() - _BITS)
    index = shift * _BINS + (size >> shift)
    return index if number >= 0 else -index


def bounds_of(index: int) -> tuple[int, int]:
    """The least and the greatest number of a bin.

    >>> bounds_of(5), bounds_of(954)
    ((5, 5), (999424, 1007615))
    """
    size = abs(index)
    shift = max(0, size // _BINS - 1)
    least = (size - shift * _BINS) << shift
    greatest = least + (1 << shift) - 1
    return (least, greatest) if index >= 0 else (-greatest, -least)
