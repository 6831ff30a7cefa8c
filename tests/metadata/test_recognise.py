"""What people paste, recognised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortsite.identifiers import BY_KEY
from shortsite.metadata.recognise import recognise
from shortsite.metadata.source import Asked

ARXIV = [
    ("1706.03762", "1706.03762", ""),
    ("1706.03762v5", "1706.03762", "v5"),
    ("0704.0001", "0704.0001", ""),
    ("arXiv:1706.03762", "1706.03762", ""),
    ("ARXIV: 1706.03762v12", "1706.03762", "v12"),
    ("arXiv:1706.03762v5 [cs.CL] 6 Dec 2017", "1706.03762", "v5"),
    ("arxiv:https://arxiv.org/abs/1706.03762", "1706.03762", ""),
    ("hep-th/9901001", "hep-th/9901001", ""),
    ("hep-th/9901001v3", "hep-th/9901001", "v3"),
    ("arXiv:HEP-TH/9901001", "hep-th/9901001", ""),
    ("math.GT/0309136", "math/0309136", ""),
    ("https://arxiv.org/abs/math.GT/0309136v1", "math/0309136", "v1"),
    ("https://arxiv.org/abs/1706.03762", "1706.03762", ""),
    ("http://www.arxiv.org/abs/1706.03762v5", "1706.03762", "v5"),
    ("https://arxiv.org/pdf/1706.03762v5.pdf", "1706.03762", "v5"),
    ("https://arxiv.org/pdf/1706.03762", "1706.03762", ""),
    ("https://arxiv.org/pdf/1706.03762.pdf#page=3", "1706.03762", ""),
    ("https://arxiv.org/html/1706.03762v7#S3.SS2", "1706.03762", "v7"),
    ("https://arxiv.org/abs/1706.03762?context=cs.LG", "1706.03762", ""),
    ("https://export.arxiv.org/abs/hep-th/9901001", "hep-th/9901001", ""),
    ("arxiv.org/abs/1706.03762/", "1706.03762", ""),
    ("HTTPS://ARXIV.ORG/abs/1706.03762", "1706.03762", ""),
    ("https://www.alphaxiv.org/abs/1706.03762v7", "1706.03762", "v7"),
    ("https://alphaxiv.org/overview/1706.03762", "1706.03762", ""),
    ("https://ar5iv.labs.arxiv.org/html/1706.03762", "1706.03762", ""),
    ("https://ar5iv.org/abs/1706.03762", "1706.03762", ""),
    ("https://ar5iv.org/html/hep-th/9901001", "hep-th/9901001", ""),
    ("https://huggingface.co/papers/1706.03762", "1706.03762", ""),
    ("10.48550/arXiv.1706.03762", "1706.03762", ""),
    ("https://doi.org/10.48550/ARXIV.1706.03762v5", "1706.03762", "v5"),
    ("journals/corr/1706.03762", "1706.03762", ""),
    ("(arXiv:1706.03762)", "1706.03762", ""),
    ("<https://arxiv.org/abs/1706.03762>,", "1706.03762", ""),
    ("  1706.03762.  ", "1706.03762", ""),
]
DOI = [
    ("10.1038/nature14236", "10.1038/nature14236"),
    ("doi:10.1038/nature14236", "10.1038/nature14236"),
    ("DOI: 10.1038/NATURE14236", "10.1038/NATURE14236"),
    ("https://doi.org/10.1038/nature14236", "10.1038/nature14236"),
    ("http://dx.doi.org/10.1038/nature14236.", "10.1038/nature14236"),
    ("https://doi.org/10.1016/S0140-6736(97)11096-0", "10.1016/S0140-6736(97)11096-0"),
    ("(10.1016/S0140-6736(97))", "10.1016/S0140-6736(97)"),
    ("https://doi.org/10.1002/(SICI)1097-0258(19980815)17:15%3C1661::AID-SIM968%3E3.0.CO;2-2", "10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2"),
    ("https://doi.org/10.1145/3292500.3330701?download=true#sec", "10.1145/3292500.3330701"),
    ("https://dl.acm.org/doi/10.1145/3292500.3330701", "10.1145/3292500.3330701"),
    ("https://dl.acm.org/doi/abs/10.1145/3292500.3330701", "10.1145/3292500.3330701"),
    ("https://dl.acm.org/doi/pdf/10.1145/3292500.3330701?casa_token=x", "10.1145/3292500.3330701"),
    ("https://dl.acm.org/doi/fullHtml/10.1145/3292500.3330701", "10.1145/3292500.3330701"),
    ("https://www.pnas.org/doi/full/10.1073/pnas.1903070116", "10.1073/pnas.1903070116"),
    ("https://link.springer.com/article/10.1007/BF00994018", "10.1007/BF00994018"),
    ("https://link.springer.com/content/pdf/10.1007/BF00994018.pdf", "10.1007/BF00994018"),
    ("doi:https://doi.org/10.1038/nature14236", "10.1038/nature14236"),
    ("10.1000.10/123", "10.1000.10/123"),
]  # fmt: skip
OTHERS = [
    ("https://openreview.net/forum?id=Sy8gdB9xx", "openreview", "Sy8gdB9xx"),
    ("https://openreview.net/forum?id=Sy8gdB9xx&noteId=BJb1Q3E4x#comments", "openreview", "Sy8gdB9xx"),
    ("https://openreview.net/pdf?id=rJl-b3RcF7", "openreview", "rJl-b3RcF7"),
    ("openreview.net/forum?id=Sy8gdB9xx", "openreview", "Sy8gdB9xx"),
    ("openreview:Sy8gdB9xx", "openreview", "Sy8gdB9xx"),
    ("https://dblp.org/rec/conf/nips/VaswaniSPUJGKP17", "dblp", "conf/nips/VaswaniSPUJGKP17"),
    ("https://dblp.org/rec/conf/nips/VaswaniSPUJGKP17.html?view=bibtex", "dblp", "conf/nips/VaswaniSPUJGKP17"),
    ("https://dblp.org/rec/html/conf/nips/VaswaniSPUJGKP17", "dblp", "conf/nips/VaswaniSPUJGKP17"),
    ("https://dblp.org/rec/bibtex1/conf/nips/VaswaniSPUJGKP17", "dblp", "conf/nips/VaswaniSPUJGKP17"),
    ("https://dblp.uni-trier.de/rec/journals/corr/abs-1706-03762.bib", "dblp", "journals/corr/abs-1706-03762"),
    ("https://dblp.org/rec/phd/dnb/Example21.xml", "dblp", "phd/dnb/Example21"),
    ("DBLP:conf/nips/VaswaniSPUJGKP17", "dblp", "conf/nips/VaswaniSPUJGKP17"),
    ("conf/nips/VaswaniSPUJGKP17", "dblp", "conf/nips/VaswaniSPUJGKP17"),
]
NOTHING = [
    "",
    "   ",
    "Attention Is All You Need",
    "1706.0376",
    "1706.037620",
    "9999.12345",
    "https://www.semanticscholar.org/paper/204e3073870fae3d05bcbc2f6a8e263d9b72e776",
    "https://example.org/abs/1706.03762",
    "https://arxiv.org.example.org/abs/1706.03762",
    "https://notarxiv.org/abs/1706.03762",
    "https://arxiv.org/list/cs.LG/recent",
    "https://arxiv.org/abs/",
    "https://openreview.net/forum",
    "https://openreview.net/group?id=ICLR.cc/2024/Conference",
    "https://openreview.net/forum?id=../../x",
    "https://dblp.org/pid/128/5156.html",
    "https://doi.org/",
    "https://doi.org/10.1038",
    "doi:10.1038/é",
    "https://[::1/abs/1706.03762",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "arXiv:",
    "vaswani-2017-attention-is-all",
    "papers.bib",
    "a" * 100_000,
    "(" * 100_000,
    "10.1000/" + "x" * 5_000,
]


@pytest.mark.parametrize(("text", "number", "version"), ARXIV)
def test_arxiv_numbers_and_addresses(text: str, number: str, version: str) -> None:
    assert Asked("arxiv", number, version) == recognise(text)


@pytest.mark.parametrize(("text", "doi"), DOI)
def test_dois_and_addresses(text: str, doi: str) -> None:
    assert Asked("doi", doi) == recognise(text)


@pytest.mark.parametrize(("text", "kind", "value"), OTHERS)
def test_openreview_and_dblp(text: str, kind: str, value: str) -> None:
    assert Asked(kind, value) == recognise(text)


@pytest.mark.parametrize("text", NOTHING)
def test_whatever_else_is_perhaps_a_title(text: str) -> None:
    assert recognise(text) is None


_PIECES = st.sampled_from(
    [
        "https://",
        "arxiv.org",
        "doi.org",
        "openreview.net",
        "dblp.org",
        "/abs/",
        "/rec/",
        "?id=",
        "1706.03762",
        "v5",
        "10.1000/",
        "arXiv:",
        "doi:",
        "%2F",
        "%00",
        "#",
        "(",
        ")",
        ".",
        "conf/a/b",
        "[",
        "]",
        "é",
        "//",
    ]
)


@given(st.text() | st.lists(_PIECES, max_size=12).map("".join))
def test_whatever_is_recognised_is_an_identifier_that_a_record_may_hold(text: str) -> None:
    asked = recognise(text)
    if asked is not None:
        assert "" == BY_KEY[asked.kind].fault(asked.value)
        assert asked == recognise(f"{asked.kind}:{asked.value}{asked.version}")
