-- Largeur des colonnes d'un tableau, d'après ce qu'elles portent ; commun au PDF et à Word.

local function est_texte(cellule) return cellule.classes:includes("texte") end

-- Les textes d'un tableau, lus une fois : chaque lecture recopie la cellule de pandoc, et les
-- mesures sont refaites jusqu'à ce qu'un tableau tienne.
local function lire(tableau)
  local lu = { nombre = #tableau.colspecs, entetes = {}, rangees = {} }
  for _, r in ipairs(tableau.head.rows) do
    for i, c in ipairs(r.cells) do
      local mot = { rang = i, texte = pandoc.utils.stringify(c.contents), est_texte = est_texte(c) }
      lu.entetes[#lu.entetes + 1] = mot
    end
  end
  for _, corps in ipairs(tableau.bodies) do
    for _, r in ipairs(corps.body) do
      local textes = {}
      for i, c in ipairs(r.cells) do textes[i] = pandoc.utils.stringify(c.contents) end
      lu.rangees[#lu.rangees + 1] = textes
    end
  end
  return lu
end

-- Largeur d'un tableau, en caractères de son corps ordinaire : ce que la page peut porter.
local CAPACITE = 98

local function plus_long_mot(texte)
  local record = 0
  for mot in texte:gmatch("[^ ]+") do record = math.max(record, utf8.len(mot) or 0) end
  return record
end

-- Du plus aisé au plus serré : un en-tête tient sur une ligne, puis sur deux ou trois, puis un mot
-- par ligne ; le libellé d'une rangée garde d'abord ses trente premiers caractères sur une ligne.
local AISES = { { lignes = 1, libelle = 34 }, { lignes = 1.7, libelle = 30 }, { lignes = 2.4, libelle = 22 } }
local SERRE = { libelle = 0 }

local function besoin_d_entete(texte, lignes)
  local mot = plus_long_mot(texte) + 1
  return lignes and math.max(mot, math.ceil(utf8.len(texte) / lignes)) or mot
end

-- Une colonne chiffrée a la largeur de son plus long nombre ou de son en-tête ; ce qui reste va aux
-- colonnes de texte, selon ce qu'elles portent. Trop large, le tableau s'écrit plus petit.
local function mesurer(lu, aise, capacite)
  local nombre, besoin, texte = lu.nombre, {}, {}
  for i = 1, nombre do besoin[i] = 4 end
  for _, entete in ipairs(lu.entetes) do
    local i = entete.rang
    besoin[i] = math.max(besoin[i], besoin_d_entete(entete.texte, i > 1 and aise.lignes or nil))
    texte[i] = entete.est_texte and 1 or nil
  end
  texte[1] = texte[1] or 1
  for _, textes in ipairs(lu.rangees) do
    for i, entier in ipairs(textes) do
      if texte[i] then
        texte[i] = math.max(texte[i], math.min(utf8.len(entier) or 0, 160))
        besoin[i] = math.max(besoin[i], plus_long_mot(entier))
      else
        local detail = entier:match("%b()")
        local nu = entier:gsub("%s*%b()", "")
        besoin[i] = math.max(besoin[i], utf8.len(nu) or 0, detail and plus_long_mot(detail) * 0.85 or 0)
      end
    end
  end
  besoin[1] = math.max(besoin[1], math.min(texte[1], aise.libelle))
  local chiffres, racines = 0, 0
  for i = 1, nombre do
    if texte[i] then racines = racines + math.sqrt(texte[i]) else chiffres = chiffres + besoin[i] + 2 end
  end
  -- Les explications s'écrivent un peu plus petit ; sans elles, inutile d'écarter les nombres de
  -- leur libellé.
  local explique = next(texte, next(texte)) ~= nil
  local place = capacite / 0.88
  if not explique then
    place = math.min(capacite, math.max(capacite * 0.55, (chiffres + math.min(texte[1], 60)) * 1.15))
  end
  local parts, total = {}, 0
  for i = 1, nombre do
    local part = besoin[i] + 2
    if texte[i] then part = math.max(part, (place - chiffres) * math.sqrt(texte[i]) / racines) end
    parts[i], total = part, total + part
  end
  return {
    parts = parts, total = total, texte = texte, explique = explique,
    echelle = math.max(0.76, math.min(1, capacite / total)), largeur = math.min(1, total / capacite),
  }
end

-- `lettres` : ce que vaut une lettre de ce format, une de notre police valant 1.
return function(tableau, lettres)
  local lu, capacite = lire(tableau), CAPACITE / (lettres or 1)
  for _, aise in ipairs(AISES) do
    local plan = mesurer(lu, aise, capacite)
    if plan.total <= capacite then return plan end
  end
  return mesurer(lu, SERRE, capacite)
end
