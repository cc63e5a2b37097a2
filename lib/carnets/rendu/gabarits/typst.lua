-- Du corps HTML au Typst : remet ce que l'écriture de pandoc laisse tomber (textes de
-- remplacement, en-têtes de tableau répétés, alignements) et nomme nos blocs.
-- Tout texte passe par pandoc.write : lui seul échappe ce que Typst interpréterait.

local function brut(code) return pandoc.RawBlock("typst", code) end

local function typst(blocs)
  return (pandoc.write(pandoc.Pandoc(blocs), "typst"):gsub("%s+$", ""))
end

local function chaine(texte)
  return '"' .. texte:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("\n", " ") .. '"'
end

local colonnes = dofile(pandoc.path.join({ pandoc.path.directory(PANDOC_SCRIPT_FILE), "largeurs.lua" }))

-- Écrit plusieurs suites de blocs d'un seul appel : un appel par cellule coûtait les trois quarts
-- de la composition. La marque est brute ; si une donnée la portait, le compte n'y serait plus.
local MARQUE = "\1carnets\1"

local function ecrire_ensemble(suites)
  local tout = pandoc.Blocks({})
  for _, suite in ipairs(suites) do
    tout:extend(suite)
    tout:insert(brut(MARQUE))
  end
  local ecrites, debut = {}, 1
  local texte = typst(tout) .. "\n"
  for fin, reprise in texte:gmatch("()" .. MARQUE .. "\n*()") do
    ecrites[#ecrites + 1] = texte:sub(debut, fin - 1):gsub("%s+$", "")
    debut = reprise
  end
  assert(#ecrites == #suites, "un texte du tableau porte la marque de séparation")
  return ecrites
end

local function habiller(cellule, ecrite)
  local options = {}
  if cellule.col_span > 1 then options[#options + 1] = "colspan: " .. cellule.col_span end
  if cellule.row_span > 1 then options[#options + 1] = "rowspan: " .. cellule.row_span end
  if #options == 0 then return "[" .. ecrite .. "]" end
  return "table.cell(" .. table.concat(options, ", ") .. ")[" .. ecrite .. "]"
end

local function ecrire_rangee(rangee, cellules)
  local role = rangee.classes[1]
  if role then
    for i, c in ipairs(cellules) do cellules[i] = "rang-" .. role .. "(" .. c:gsub("^table%.cell%b()", "") .. ")" end
  end
  return "  " .. table.concat(cellules, ", ") .. ","
end

-- Un tableau court ne se coupe pas ; un long, ou un tableau d'explications dont on ne connaît pas
-- la hauteur, se coupe entre deux rangées et répète son en-tête.
local COURT = 20

function Table(tableau)
  local plan = colonnes(tableau)
  local specs, aligne = {}, {}
  for i, part in ipairs(plan.parts) do
    specs[i] = string.format("%.2ffr", part)
    aligne[i] = plan.texte[i] and "left" or "right"
  end
  local rangees = pandoc.List({})
  for _, corps in ipairs(tableau.bodies) do
    rangees:extend(corps.head)
    rangees:extend(corps.body)
  end
  rangees:extend(tableau.foot.rows)
  local suites = pandoc.List({ tableau.caption.long })
  for _, r in ipairs(tableau.head.rows .. rangees) do
    for _, c in ipairs(r.cells) do suites:insert(c.contents) end
  end
  local ecrites, rang = ecrire_ensemble(suites), 1
  local function cellules(r)
    return r.cells:map(function(c)
      rang = rang + 1
      return habiller(c, ecrites[rang])
    end)
  end
  local lignes = {}
  for _, r in ipairs(tableau.head.rows) do
    lignes[#lignes + 1] = "  table.header(" .. table.concat(cellules(r), ", ") .. "),"
  end
  for _, r in ipairs(rangees) do lignes[#lignes + 1] = ecrire_rangee(r, cellules(r)) end
  return brut(string.format(
    "#%s([%s], echelle: %.2f, largeur: %.0f%%, secable: %s, table(\n  columns: (%s,), align: (%s,),\n%s\n))",
    #rangees > COURT and "tableau-long" or "tableau", ecrites[1], plan.echelle, 100 * plan.largeur,
    tostring(plan.explique or #rangees > COURT), table.concat(specs, ", "), table.concat(aligne, ", "),
    table.concat(lignes, "\n")))
end

local function ecrire_image(image)
  return string.format("image(%s, alt: %s, width: 100%%)", chaine(image.src),
    chaine(pandoc.utils.stringify(image.caption)))
end

function Figure(figure)
  local image
  figure:walk({ Image = function(i) image = i end })
  if not image then return nil end
  return brut(string.format("#dessin([%s], %s)", typst(figure.caption.long), ecrire_image(image)))
end

function Image(image)
  return pandoc.RawInline("typst", "#" .. ecrire_image(image))
end

local MOTS = { libelle = true, comparateur = true, small = true }

function Span(span)
  local classe = span.classes[1]
  if not MOTS[classe] then return nil end
  local interieur = pandoc.Inlines({ pandoc.RawInline("typst", "#" .. (classe == "small" and "detail" or classe) .. "[") })
  interieur:extend(span.content)
  interieur:insert(pandoc.RawInline("typst", "]"))
  return interieur
end

local function chiffres_cles(div)
  local cartes = {}
  div:walk({ BulletList = function(liste)
    for _, element in ipairs(liste.content) do cartes[#cartes + 1] = "[" .. typst(element) .. "]" end
  end })
  return brut("#chiffres-cles(" .. table.concat(cartes, ", ") .. ")")
end

local BLOCS = { synthese = true, note = true, source = true, ["note-tableau"] = true,
  libre = true, avertissement = true, donnees = true, ["titre-donnees"] = true }

function Div(div)
  if div.classes:includes("chiffres-cles") then return chiffres_cles(div) end
  for _, classe in ipairs(div.classes) do
    if BLOCS[classe] then
      local nature = classe == "note" and '(nature: "' .. (div.classes[3] or "") .. '")' or ""
      local corps = pandoc.Blocks({ brut("#" .. classe .. nature .. "[") })
      corps:extend(div.content)
      corps:insert(brut("]"))
      return corps
    end
  end
  -- Une enveloppe de plus, et un tableau ne tiendrait plus à la source qui le suit.
  if div.identifier == "" then return div.content end
end

local function ouvre(bloc, ...)
  for _, nom in ipairs({ ... }) do
    if bloc and bloc.t == "RawBlock" and bloc.text:sub(1, #nom + 1) == "#" .. nom then return true end
  end
  return false
end

local function fin_de(blocs, i)
  if not ouvre(blocs[i], "note-tableau[") then return i end
  repeat i = i + 1 until blocs[i].t == "RawBlock" and blocs[i].text == "]"
  return i
end

-- Deux choses ne se coupent pas en bas de page : la phrase qui ouvre une partie et ce qu'elle
-- annonce ; un tableau, un dessin, et les notes et la source qui le suivent. Un tableau long ne
-- tient qu'à son début : retenu en entier, il laisserait une page blanche avant lui.
function Blocks(blocs)
  local tenus, i = pandoc.Blocks({}), 1
  while i <= #blocs do
    local fin, nom = i, nil
    if blocs[i].t == "Para" and i > 1 and blocs[i - 1].t == "Header" then
      nom = "ouverture"
    elseif ouvre(blocs[i], "tableau(", "dessin(", "note-tableau[") then
      fin = fin_de(blocs, i)
      nom = ouvre(blocs[fin + 1], "note-tableau[", "source[") and "tenu" or nil
    end
    if nom then tenus:insert(brut("#" .. nom .. "[")) end
    for j = i, fin do tenus:insert(blocs[j]) end
    if nom then tenus:insert(brut("]")) end
    i = fin + 1
  end
  return tenus
end
