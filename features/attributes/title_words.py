"""The words of job titles, English first, with the German, French and Spanish ones exports often hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from features.attributes.titles import Seniority

_RANKS: Final = {
    "top": """
        ceo cto cfo cmo cio coo cro cpo chro ciso cdo cso cco clo chief founder cofounder owner
        proprietor chairman chairwoman chair inhaber inhaberin gründer gründerin geschäftsführer
        geschäftsführerin geschäftsleiter vorstand gérant pdg propietario president präsident
        presidente président
    """,
    "vp": "vp svp evp avp rvp gvp vicepresident",
    "director": """
        director directora directeur directrice direktor direktorin dir head leiter leiterin leitung
        abteilungsleiter abteilungsleiterin bereichsleiter vertriebsleiter einkaufsleiter
        personalleiter produktionsleiter entwicklungsleiter marketingleiter dean
    """,
    "manager": """
        manager managerin mgr lead leader supervisor teamleiter teamleiterin foreman gerente
        responsable coordinator koordinator
    """,
    "senior": "senior sr principal expert",
    "junior": """
        junior jr intern internship trainee apprentice graduate werkstudent werkstudentin praktikant
        praktikantin azubi stagiaire student
    """,
    "assistant": "assistant assistent assistentin assistenz secretary sekretärin",
    "staff": """
        specialist engineer developer analyst consultant architect administrator representative rep
        executive associate accountant buyer designer advisor officer technician scientist
        programmer teacher professor recruiter nurse agent clerk operator planner researcher
        strategist mitarbeiter
    """,
}
_RANK_PAIRS: Final = {
    "vice president": "vp",
    "product owner": "staff",
    "process owner": "staff",
    "c level": "top",
    "c suite": "top",
    "entry level": "junior",
    "managing director": "top",
    "managing partner": "top",
    "co founder": "top",
    "board member": "top",
    "general manager": "director",
    "general counsel": "director",
    "chief of": "director",
    "executive director": "director",
    "lead generation": "staff",
    "lead gen": "staff",
}
SENIORITY: Final = {word: rank for rank, words in _RANKS.items() for word in words.split()} | _RANK_PAIRS
"""Word or pair of words → rank; a pair hides the words it is made of."""
FROM_THE_TOP: Final[tuple[tuple[str, Seniority], ...]] = (
    ("top", "c_level/founder"),
    ("vp", "vp"),
    ("director", "director/head"),
    ("junior", "junior/intern"),
    ("manager", "manager/lead"),
    ("senior", "senior"),
    ("assistant", "staff/other"),
    ("staff", "staff/other"),
)
SERVES: Final = frozenset(("to", "executive", "personal", "administrative", "office", "der", "des"))
"""Beside "assistant", these say that the senior word names the person assisted."""

FUNCTIONS: Final = {
    "engineering": """
        engineering engineer engineers developer entwickler entwicklung entwicklungsleiter
        development software backend frontend fullstack devops sre programmer architect cto
        technology technical mechanical electrical hardware r&d research ingenieur ingénieur qa
    """,
    "it": """
        it cio ciso infrastructure sysadmin network networks helpdesk security cybersecurity systems
        edv administrator informatik cloud
    """,
    "marketing": """
        marketing marketingleiter cmo brand growth seo sem content communications communication pr
        demand campaign social advertising media crm
    """,
    "sales": """
        sales cro account vertrieb vertriebsleiter seller presales partnerships commercial revenue
        sdr bdr ventas vente
    """,
    "finance": """
        finance financial cfo accounting accountant accounts controller controlling treasury
        treasurer tax audit auditor buchhaltung finanzen fp&a payroll investment
    """,
    "hr": """
        hr chro people talent recruiting recruiter recruitment personnel personal personalwesen
        personalleiter training compensation benefits
    """,
    "operations": """
        operations operational ops coo logistics supply manufacturing production plant quality
        warehouse facilities facility produktion produktionsleiter logistik customer support service
        delivery project
    """,
    "legal": """
        legal counsel lawyer attorney compliance clo privacy paralegal solicitor recht jurist notary
        regulatory
    """,
    "product": "product cpo produkt",
    "data": "data analytics analyst bi cdo statistician insights scientist ml",
    "design": "design designer ux ui creative art graphic",
    "procurement": """
        procurement purchasing buyer sourcing einkauf einkaufsleiter einkäufer einkäuferin buying
        purchase category
    """,
    "general management": "",  # what the top works on where no other word tells
    "education": """
        education teacher teaching professor lecturer school university student academic dean
        instructor faculty tutor
    """,
}
_PHRASES: Final = {
    "product marketing": "marketing",
    "product owner": "product",
    "executive assistant": "operations",
    "human resources": "hr",
    "human resource": "hr",
    "human capital": "hr",
    "customer success": "operations",
    "business development": "sales",
    "business intelligence": "data",
    "business analyst": "data",
    "data protection": "legal",
    "data center": "it",
    "information technology": "it",
    "information security": "it",
    "information systems": "it",
    "system administrator": "it",
    "systems engineer": "it",
    "network engineer": "it",
    "account manager": "sales",
    "account executive": "sales",
    "accounts payable": "finance",
    "accounts receivable": "finance",
    "financial analyst": "finance",
    "investor relations": "finance",
    "marketing analyst": "marketing",
    "data engineer": "data",
    "data science": "data",
    "machine learning": "data",
    "product design": "design",
    "product designer": "design",
    "art director": "design",
    "general manager": "general management",
    "managing director": "general management",
    "managing partner": "general management",
    "chief executive": "general management",
    "chief financial": "finance",
    "chief marketing": "marketing",
    "chief operating": "operations",
    "chief information": "it",
    "chief technology": "engineering",
    "chief revenue": "sales",
    "chief product": "product",
    "chief people": "hr",
    "supply chain": "operations",
    "category manager": "procurement",
    "vendor management": "procurement",
    "lead generation": "marketing",
}
FUNCTION_OF: Final = {
    **{word: name for name, words in reversed(FUNCTIONS.items()) for word in words.split()},
    **_PHRASES,
}
"""Word or pair of words → function; where two functions claim a word, the earlier in FUNCTIONS has it."""
