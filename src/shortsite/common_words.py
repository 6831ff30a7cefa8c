"""English words that say nothing of what a text is about: those of every text, and those of every text on a paper.

Terms of a field, such as "network" or "attention", are not here: where they are common, their frequency tells.
"""

from __future__ import annotations

from functools import lru_cache
from sys import intern

_GRAMMAR = """
a about above across after again against ago ahead all almost alone along already also although always am amid among
amongst an and another any anybody anymore anyone anything anyway anywhere apart are aren around as aside at away be
because been before behind being below beneath beside besides between beyond both but by can cannot could couldn
despite did didn do does doesn doing don done down due during each either else elsewhere enough etc even ever every
everybody everyone everything everywhere except few fewer for from further furthermore had hadn has hasn have haven
having he hence her here hers herself him himself his how however if in indeed inside instead into is isn it its
itself just least less lest let like likewise ll lot many may maybe me meanwhile might mine more moreover most mostly
much must my myself namely near nearly neither never nevertheless next no nobody none nonetheless nor not nothing
notwithstanding now nowhere of off often on once one oneself only onto or other otherwise ought our ours ourselves out
outside over own per perhaps please plus quite rather re really regarding same shall she should shouldn since so some
somebody somehow someone something sometimes somewhat somewhere soon still such than that the their theirs them
themselves then thereby therefore these they thing this those though through throughout thus till to together too
toward towards under unless unlike until up upon us ve versus very via was wasn we well were weren what whatever when
whenever where whereas whereby wherein wherever whether which whichever while who whoever whole whom whose why will
with within without won would wouldn yes yet you your yours yourself
"""

_NUMBERS = """
zero two three four five six seven eight nine ten eleven twelve hundred thousand million billion dozen half third
quarter first second last former latter twice thrice single double triple couple pair several various numerous
multiple plenty
"""

_VERBS = """
accept accomplish account achieve act actually add address adopt advance affect agree aim allow analyse analyze appear
apply approach argue arise arrive ask assume attempt avoid beat become began begin begun believe belong bring brought
build built buy call came capture care carry cause change choose chose chosen claim clarify combine come compare
compete complete compose comprise compute concern conclude conduct confirm consider consist constitute contain
continue contribute cover create cut deal decide decrease define deliver demonstrate denote depend derive describe
deserve design desire determine develop differ discover discuss divide draw drop eliminate emerge employ enable
encounter end enhance ensure enter establish evaluate examine exceed exhibit exist expect experience explain explore
express extend fail fall fed feel fill finally find finish fit fix focus follow force form formulate found gain gave
generalise generalize get give given go goes going gone got grow guess happen help highlight hold hope identify ignore
illustrate implement imply improve include incorporate increase indicate inspire intend introduce investigate involve
join keep kept knew know known lack lead leave led leverage lie limit list live look lose lost love made maintain make
manage mean meant measure meet mention miss mitigate modify motivate move need note notice observe obtain occur offer
open operate outperform overcome pay perform permit pick place point possess predict prefer prepare present prevent
proceed process produce promise proof propose prove provide publish pull push put raise ran reach read realise realize
receive recommend reduce refer reflect regard rely remain remember remove repeat replace report represent require
resemble resolve restrict result retain return reveal review run said satisfy save saw say see seek seem seen send
separate serve set share show shown sit solve specify spend stand start state stay stop study suffer suggest suit
summarise summarize support suppose surpass take taken talk taught tell tend test think thought told took treat tried
try turn understand understood use utilise utilize vary view visit wait want watch went win wish wonder work worry
write written wrote yield
"""

_QUALITIES = """
able acceptable accurate actual additional adequate advanced alternative amazing apparent appropriate available
average aware bad basic beautiful best better big bigger biggest brief broad careful central certain cheap classic
clear clever close closer common comparable competitive complementary complex complicated comprehensive concrete
considerable consistent contrary convenient correct costly crucial current dedicated desirable detailed different
difficult direct easier easy effective efficient elegant empirical entire equal equivalent essential exact excellent
existing expensive explicit extensive extra extreme familiar famous fast faster favorable final fine flexible
following free frequent full fundamental future general generic good great greater hard harder heavy helpful high
higher highest huge identical immediate implicit important impressive inappropriate inferior initial interesting
intuitive key large larger largest late later latest left lengthy light likely limited little long longer low lower
lowest main major minimal minor modern multi naive narrow native natural neat necessary negative new newer nice
nontrivial normal notable novel obvious odd old older optional ordinary original outstanding overall particular past
perfect plain plausible poor popular positive possible potential powerful practical precise preliminary previous
primary prior probable promising proper public pure quick rapid raw ready real reasonable recent related relative
relevant reliable remaining respective rich right rigorous rough satisfactory semi serious severe sharp short shorter
significant similar simple simpler simplest slight slow slower small smaller smallest smart solid sophisticated
special specific standard straightforward strange strict strong stronger sub suboptimal subsequent substantial subtle
successful sufficient suitable superior sure surprising technical thorough tiny total traditional tremendous tricky
trivial true typical ubiquitous unable unclear underlying unfair unified unique unknown unlikely unusual upper useful
usual valid valuable viable wide widespread worse worst worth wrong young
"""

_ADVERBS = """
absolutely accordingly accurately additionally alternatively approximately automatically basically briefly certainly
clearly closely commonly completely consequently considerably consistently constantly conversely correctly currently
deeply differently directly drastically easily effectively efficiently empirically entirely equally especially
essentially eventually evidently exactly explicitly extremely fairly firstly formerly frequently fully fundamentally
generally gradually greatly hardly heavily highly hopefully implicitly importantly inherently initially interestingly
intuitively jointly largely lastly lately mainly merely naturally necessarily newly normally notably obviously
occasionally originally partially particularly perfectly poorly possibly potentially practically precisely presumably
previously primarily probably properly purely quickly rarely readily recently relatively respectively roughly secondly
separately seriously significantly similarly simply simultaneously slightly slowly solely specifically strictly
strongly subsequently substantially successfully sufficiently surely surprisingly systematically thirdly thoroughly
totally traditionally truly typically ultimately unfortunately usually widely
"""

_NOUNS = """
ability addition advantage amount area argument art aspect assumption background basis beginning behavior behaviour
benefit bit bottom capability case challenge chance choice circumstance comparison component concept conclusion
condition consequence consideration content contrast contribution cost course criterion day degree detail development
difference difficulty direction disadvantage discussion drawback ease effect effort element evidence example exception
existence expectation explanation extent fact factor family fashion feature field figure finding framework front
function goal group history home hour idea impact implementation implication importance improvement individual
influence insight instance intention interest intuition issue item job kind level life line literature man manner
matter meaning member message method minute mistake moment month motivation name nature notion number observation
opportunity option order outcome overview page paragraph part party path people percent percentage performance period
person perspective phase phenomenon picture piece position possibility presence principle problem procedure progress
property proposal purpose quality range reason rest role scenario scope section sense series setting setup side
similarity situation size solution sort space stage step strategy strength stuff subject success sum system table task
technique tendency term theme theory time title today top topic trick trouble type understanding unit usage usefulness
variant variety version way weakness week word world year
"""

_PAPERS = """
abstract accuracy acknowledgement acl algorithm analysis appendix application arxiv author baseline benchmark cvpr
data dataset datum document eccv emnlp evaluation experiment experimental github http https iccv iclr icml
introduction journal link methodology model naacl neurips nips novelty paper preprint proceedings proposed reader
research researcher sota summary supplementary takeaway tldr workshop www
"""

#: Endings of plurals, and of words that look like plurals and are none, with those of the singular.
_PLURALS = (
    *((ending, ending) for ending in ("ss", "us", "is", "as", "os")),
    ("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("s", ""),
)  # fmt: skip
_SHORT_WORD = 3


def _inflected(verb: str) -> tuple[str, ...]:
    """A verb with its regular endings; some of them are no words, which does no harm."""
    short = verb.removesuffix("e")
    third = f"{verb[:-1]}ie" if verb.endswith("y") else verb
    return verb, f"{third}s", f"{short}ed", f"{third}d", f"{short}ing", f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing"


#: The words, all of them; nouns are in the singular.
COMMON_WORDS = frozenset(
    [
        *f"{_GRAMMAR} {_NUMBERS} {_QUALITIES} {_ADVERBS} {_NOUNS} {_PAPERS}".split(),
        *(form for verb in _VERBS.split() for form in _inflected(verb)),
    ]
)


@lru_cache(maxsize=100_000)
def telling(word: str) -> str:
    """What stands for a word and its plural; nothing for words that every text has."""
    single = word
    for ending, instead in _PLURALS:
        if word.endswith(ending) and len(word) > _SHORT_WORD:
            single = word.removesuffix(ending) + instead
            break
    return "" if word in COMMON_WORDS or single in COMMON_WORDS else intern(single)
