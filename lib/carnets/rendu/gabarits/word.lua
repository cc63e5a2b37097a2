-- Du corps HTML à Word : nos blocs deviennent des styles nommés du document de référence, et les
-- chiffres clés un vrai tableau, que l'on peut continuer à remplir.

local STYLES = { source = "Source", ["note-tableau"] = "Source", note = "Encadré", synthese = "Message",
  avertissement = "Avertissement", sortie = "Sortie", ["titre-donnees"] = "Titre des données" }

local function morceaux(element)
  local libelle, valeur, comparateur = {}, {}, {}
  pandoc.Div(element):walk({
    Span = function(s)
      if s.classes:includes("libelle") then libelle = s.content end
      if s.classes:includes("comparateur") then comparateur = s.content end
    end,
    Strong = function(s) valeur = { pandoc.Strong(s.content) } end,
  })
  return { pandoc.Plain(libelle) }, { pandoc.Plain(valeur) }, { pandoc.Plain(comparateur) }
end

local function chiffres_cles(div)
  local rangees = {}
  div:walk({ BulletList = function(liste)
    for _, element in ipairs(liste.content) do rangees[#rangees + 1] = { morceaux(element) } end
  end })
  local entete = { { pandoc.Plain("Indicateur") }, { pandoc.Plain("Valeur") }, { pandoc.Plain("Repère") } }
  local simple = pandoc.SimpleTable({ pandoc.Str("Chiffres clés") },
    { pandoc.AlignLeft, pandoc.AlignRight, pandoc.AlignLeft }, { 0.38, 0.2, 0.42 }, entete, rangees)
  return pandoc.utils.from_simple_table(simple)
end

function Div(div)
  if div.classes:includes("chiffres-cles") then return chiffres_cles(div) end
  for _, classe in ipairs(div.classes) do
    if STYLES[classe] then
      div.attributes["custom-style"] = STYLES[classe]
      return div
    end
  end
end

function Table(tableau)
  local textes = { true }
  for _, r in ipairs(tableau.head.rows) do
    for i, c in ipairs(r.cells) do textes[i] = i == 1 or c.classes:includes("texte") end
  end
  for i, colonne in ipairs(tableau.colspecs) do
    tableau.colspecs[i] = { textes[i] and pandoc.AlignLeft or pandoc.AlignRight, colonne[2] }
  end
  local function gras(blocs)
    return blocs:walk({ Plain = function(p) return pandoc.Plain({ pandoc.Strong(p.content) }) end })
  end
  local function aligner(rangee)
    local appuye = rangee.classes:includes("total") or rangee.classes:includes("accent")
    for _, c in ipairs(rangee.cells) do
      if c.classes:includes("texte") then c.alignment = pandoc.AlignLeft end
      if appuye then c.contents = gras(c.contents) end
    end
  end
  for _, r in ipairs(tableau.head.rows) do aligner(r) end
  for _, corps in ipairs(tableau.bodies) do for _, r in ipairs(corps.body) do aligner(r) end end
  return tableau
end
