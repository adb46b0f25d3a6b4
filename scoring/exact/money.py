"""Currencies and their minor units, from ISO 4217 (list one, 2026-01-01).

CLDR's digits are a display habit and differ from the standard for 13 currencies, so the table
is ours. Amounts are integers of the currency's minor unit; a base of pay may carry more
places, since rounding happens once, on the line.
"""

from __future__ import annotations

AMOUNT_PLACES = 4
"""Places in which amounts travel in Parquet: decimal128(18, 4) holds every minor unit."""

_TWO = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD "
    "HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA "
    "MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN "
    "QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP "
    "TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"
)
_ZERO = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_FOUR = "CLF UYW"

MINOR_PLACES: dict[str, int] = {
    code: places
    for places, codes in ((2, _TWO), (0, _ZERO), (3, _THREE), (4, _FOUR))
    for code in codes.split()
}
"""Currency code to the number of decimal places of its minor unit."""
