// Recherche dans la liste des livrables : sans elle, la page reste lisible en entier.
const nu = (t) => t.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const formulaire = document.querySelector(".recherche");
const texte = document.getElementById("texte");
const etat = document.getElementById("etat");
const lignes = Array.from(document.querySelectorAll("tbody tr"));
const cles = lignes.map((ligne) => nu(ligne.dataset.cle));
function filtrer() {
  const mots = nu(texte.value).split(/\s+/).filter(Boolean);
  let vues = 0;
  lignes.forEach((ligne, rang) => {
    const garde = mots.every((m) => cles[rang].includes(m)) && (!etat.value || ligne.dataset.etat === etat.value);
    ligne.hidden = !garde;
    vues += garde;
  });
  document.getElementById("compte").textContent =
    vues.toLocaleString("fr-FR") + (vues > 1 ? " lignes affichées" : vues ? " ligne affichée" : " ligne : essayez un autre mot");
}
formulaire.hidden = false;
formulaire.addEventListener("submit", (e) => e.preventDefault());
texte.addEventListener("input", filtrer);
etat.addEventListener("change", filtrer);
filtrer();
