"""The kinds of pages that a site has: one of each, for tests that hold of all of them."""

PAGES = (
    "index.html",
    "scorecard.html",
    "managers.html",
    "managers/",
    "people.html",
    "honours.html",
    "certificates.html",
    "statements/",
)
LANGUAGES = ("en", "zh")
TELEPHONE = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
