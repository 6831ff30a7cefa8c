"""The elements of HTML: what a text may hold, and what is a word in angle brackets."""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: What a source may write itself.
ALLOWED = _names(
    "a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure hr i ins "
    "kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul "
    "var wbr"
)

#: What our own rendering writes besides.
OURS_TOO = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "img"})

#: Every other element of HTML, and those of SVG and MathML that are no common words: removed, their content stays.
KNOWN = ALLOWED | OURS_TOO | _names(
    "acronym address applet area article aside audio base basefont bdi bdo bgsound big blink body button canvas center "
    "content data datalist dialog dir embed fieldset font footer form frame frameset head header hgroup html iframe "
    "image input isindex keygen label legend link listing main map marquee math menu menuitem meta meter nav nobr "
    "noembed noframes noscript object optgroup option output param picture plaintext portal progress rb rtc script "
    "search section select shadow slot source spacer strike style svg template textarea time title track tt video xmp "
    "animate animatemotion animatetransform annotation annotation-xml clippath defs ellipse feimage foreignobject "
    "lineargradient maction malignmark menclose merror mfenced mfrac mglyph mi mmultiscripts mn mo mover mpadded "
    "mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover "
    "polyline radialgradient rect semantics tspan"
)  # fmt: skip

#: They hold nothing, and are never closed.
VOID = frozenset({"br", "hr", "img", "col", "wbr"})
OPTIONAL_END = frozenset({"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "caption"})

#: Their content is never words.
SILENT = frozenset({"script", "style"})

BLOCKS = _names(
    "blockquote caption col colgroup dd details div dl dt figcaption figure hr li ol p pre summary table tbody td "
    "tfoot th thead tr ul"
)

#: Elements that mean nothing outside of these.
INSIDE = {
    "li": ("ul", "ol"),
    "dt": ("dl",),
    "dd": ("dl",),
    "summary": ("details",),
    "figcaption": ("figure",),
    "rt": ("ruby",),
    "rp": ("ruby",),
    "caption": ("table",),
    "colgroup": ("table",),
    "col": ("table",),
    "thead": ("table",),
    "tbody": ("table",),
    "tfoot": ("table",),
    "tr": ("table",),
    "td": ("table",),
    "th": ("table",),
}
