"""`python -m scoring.docs` writes the generated pages anew."""

from scoring.docs.pages import main

main()
