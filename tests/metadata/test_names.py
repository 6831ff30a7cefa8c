"""Names of authors as sources give them."""

from __future__ import annotations

import pytest

from shortsite.metadata.names import author


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ashish Vaswani", "Ashish Vaswani"),
        ("Aidan N. Gomez", "Aidan N. Gomez"),
        ("Laurens van der Maaten", "van der Maaten, Laurens"),
        ("Aaron van den Oord", "van den Oord, Aaron"),
        ("Fernando De la Torre", "De la Torre, Fernando"),
        ("Blaise Agüera y Arcas", "Agüera y Arcas, Blaise"),
        ("Guido van Rossum", "van Rossum, Guido"),
        ("van der Maaten, Laurens", "van der Maaten, Laurens"),
        ("Maldacena, Juan", "Juan Maldacena"),
        ("Example Jr.", "Example Jr."),
        ("Jo Example Jr.", "Example Jr., Jo"),
        ("Jo Example, III", "Example III, Jo"),
        ("Plato", "Plato"),
        ("danah boyd", "danah boyd"),
        ("The ATLAS Collaboration", {"family": "The ATLAS Collaboration"}),
        ("Gemini Team", {"family": "Gemini Team"}),
        (",", ""),
        ("", ""),
    ],
)
def test_family_names_of_several_words_stand_first(name: str, expected: object) -> None:
    assert expected == author(name)


def test_an_orcid_makes_a_mapping_if_it_is_sound() -> None:
    sound = {"family": "van Example", "given": "Jo", "orcid": "0000-0002-1825-0097"}
    assert sound == author("Jo van Example", "0000-0002-1825-0097")
    assert "van Example, Jo" == author("Jo van Example", "0000-0002-1825-0098")
