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

-- Largeur d'un tableau, en caractères de son corps ordinaire : ce que la page peut porter.
local CAPACITE = 98

local function plus_long_mot(texte)
  local record = 0
  for mot in texte:gmatch("[^ ]+") do record = math.max(record, utf8.len(mot) or 0) end
  return record
end

-- Une colonne chiffrée a la largeur de son plus long nombre ou mot d'en-tête ; ce qui reste va aux
-- colonnes de texte, selon ce qu'elles portent. Trop large, le tableau s'écrit plus petit.
local function colonnes(tableau)
  local nombre, besoin, texte = #tableau.colspecs, {}, {}
  for i = 1, nombre do besoin[i] = 4 end
  for _, r in ipairs(tableau.head.rows) do
    for i, c in ipairs(r.cells) do
      besoin[i] = math.max(besoin[i], plus_long_mot(pandoc.utils.stringify(c.contents)) + 1)
      texte[i] = est_texte(c) and 1 or nil
    end
  end
  texte[1] = texte[1] or 1
  for _, corps in ipairs(tableau.bodies) do
    for _, r in ipairs(corps.body) do
      for i, c in ipairs(r.cells) do
        local n = longueur(c)
        if texte[i] then
          texte[i] = math.max(texte[i], math.min(n, 160))
          besoin[i] = math.max(besoin[i], plus_long_mot(pandoc.utils.stringify(c.contents)))
        else
          local entier = pandoc.utils.stringify(c.contents)
          local detail = entier:match("%b()")
          local nu = entier:gsub("%s*%b()", "")
          besoin[i] = math.max(besoin[i], utf8.len(nu) or 0, detail and plus_long_mot(detail) * 0.85 or 0)
        end
      end
    end
  end
  local chiffres, racines = 0, 0
  for i = 1, nombre do
    if texte[i] then racines = racines + math.sqrt(texte[i]) else chiffres = chiffres + besoin[i] + 2 end
  end
  -- Les explications s'écrivent un peu plus petit ; sans elles, inutile d'écarter les nombres de
  -- leur libellé.
  local explique = next(texte, next(texte)) ~= nil
  local place = CAPACITE / 0.88
  if not explique then
    place = math.min(CAPACITE, math.max(CAPACITE * 0.55, (chiffres + math.min(texte[1], 60)) * 1.15))
  end
  local specs, aligne, total = {}, {}, 0
  for i = 1, nombre do
    local part = besoin[i] + 2
    if texte[i] then part = math.max(part, (place - chiffres) * math.sqrt(texte[i]) / racines) end
    total = total + part
    specs[i] = string.format("%.2ffr", part)
    aligne[i] = texte[i] and "left" or "right"
  end
  local echelle = math.max(0.76, math.min(1, CAPACITE / total))
  return table.concat(specs, ", "), table.concat(aligne, ", "), echelle,
    math.min(1, total / CAPACITE), explique
end

-- Un tableau court ne se coupe pas ; un long, ou un tableau d'explications dont on ne connaît pas
-- la hauteur, se coupe entre deux rangées et répète son en-tête.
local COURT = 20

function Table(tableau)
  local specs, aligne, echelle, largeur, explique = colonnes(tableau)
  local lignes, rangees = {}, 0
  local function ajouter(r)
    lignes[#lignes + 1], rangees = ecrire_rangee(r), rangees + 1
  end
  for _, r in ipairs(tableau.head.rows) do
    lignes[#lignes + 1] = "  table.header(" .. table.concat(r.cells:map(ecrire_cellule), ", ") .. "),"
  end
  for _, corps in ipairs(tableau.bodies) do
    for _, r in ipairs(corps.head) do ajouter(r) end
    for _, r in ipairs(corps.body) do ajouter(r) end
  end
  for _, r in ipairs(tableau.foot.rows) do ajouter(r) end
  return brut(string.format(
    "#tableau([%s], echelle: %.2f, largeur: %.0f%%, secable: %s, table(\n  columns: (%s,), align: (%s,),\n%s\n))",
    typst(tableau.caption.long), echelle, 100 * largeur, tostring(explique or rangees > COURT), specs, aligne,
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
      return { brut("#" .. classe .. nature .. "["), div, brut("]") }
    end
  end
end
