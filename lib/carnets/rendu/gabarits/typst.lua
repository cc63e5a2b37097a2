-- Du corps HTML au Typst : remet ce que l'écriture de pandoc laisse tomber (textes de
-- remplacement, en-têtes de tableau répétés, alignements) et nomme nos blocs.
-- Tout texte passe par pandoc.write : lui seul échappe ce que Typst interpréterait.

local function typst(blocs)
  return (pandoc.write(pandoc.Pandoc(blocs), "typst"):gsub("%s+$", ""))
end

local function chaine(texte)
  return '"' .. texte:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("\n", " ") .. '"'
end

local function brut(code) return pandoc.RawBlock("typst", code) end

local function est_texte(cellule) return cellule.classes:includes("texte") end

local function longueur(cellule)
  return utf8.len(pandoc.utils.stringify(cellule.contents)) or 0
end

local function ecrire_cellule(cellule)
  local options = {}
  if cellule.col_span > 1 then options[#options + 1] = "colspan: " .. cellule.col_span end
  if cellule.row_span > 1 then options[#options + 1] = "rowspan: " .. cellule.row_span end
  if #options == 0 then return "[" .. typst(cellule.contents) .. "]" end
  return "table.cell(" .. table.concat(options, ", ") .. ")[" .. typst(cellule.contents) .. "]"
end

local function ecrire_rangee(rangee)
  local cellules = rangee.cells:map(ecrire_cellule)
  local role = rangee.classes[1]
  if role then
    for i, c in ipairs(cellules) do cellules[i] = "rang-" .. role .. "(" .. c:gsub("^table%.cell%b()", "") .. ")" end
  end
  return "  " .. table.concat(cellules, ", ") .. ","
end

-- Colonnes de texte : largeur proportionnelle à ce qu'elles portent ; colonnes chiffrées : ajustées.
local function colonnes(tableau)
  local nombre, largeurs, textuel = #tableau.colspecs, {}, {}
  local function mesurer(rangee)
    for i, c in ipairs(rangee.cells) do
      largeurs[i] = math.max(largeurs[i] or 0, math.min(longueur(c), 90))
      if est_texte(c) then textuel[i] = true end
    end
  end
  for _, r in ipairs(tableau.head.rows) do mesurer(r) end
  for _, corps in ipairs(tableau.bodies) do for _, r in ipairs(corps.body) do mesurer(r) end end
  local specs, aligne, a_du_texte = {}, {}, next(textuel) ~= nil
  for i = 1, nombre do
    local fr = math.sqrt(math.max(largeurs[i] or 1, 8))
    specs[i] = (a_du_texte or i == 1) and string.format("%.1ffr", a_du_texte and fr or 1) or "auto"
    if i == 1 and not a_du_texte then specs[i] = "minmax" end
    aligne[i] = (i == 1 or textuel[i]) and "left" or "right"
  end
  if specs[1] == "minmax" then specs[1] = "1fr" end
  return table.concat(specs, ", "), table.concat(aligne, ", ")
end

function Table(tableau)
  local specs, aligne = colonnes(tableau)
  local lignes = {}
  for _, r in ipairs(tableau.head.rows) do
    lignes[#lignes + 1] = "  table.header(" .. table.concat(r.cells:map(ecrire_cellule), ", ") .. "),"
  end
  for _, corps in ipairs(tableau.bodies) do
    for _, r in ipairs(corps.head) do lignes[#lignes + 1] = ecrire_rangee(r) end
    for _, r in ipairs(corps.body) do lignes[#lignes + 1] = ecrire_rangee(r) end
  end
  for _, r in ipairs(tableau.foot.rows) do lignes[#lignes + 1] = ecrire_rangee(r) end
  local legende = typst(tableau.caption.long)
  return brut(string.format(
    "#tableau([%s], table(\n  columns: (%s,), align: (%s,),\n%s\n))",
    legende, specs, aligne, table.concat(lignes, "\n")))
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

local MOTS = { libelle = true, comparateur = true }

function Span(span)
  local classe = span.classes[1]
  if not MOTS[classe] then return nil end
  local interieur = pandoc.Inlines({ pandoc.RawInline("typst", "#" .. classe .. "[") })
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
      return { brut("#" .. classe .. nature .. "["), div, brut("]") }
    end
  end
end
