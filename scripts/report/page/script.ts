/** The script of the page: filters clauses, copies commands, opens the evidence for printing. */
export const pageScript = `
const form = document.getElementById('filter');
if (form) {
  const clauses = [...document.querySelectorAll('.clauses tbody')];
  const texts = clauses.map((clause) => clause.textContent.toLowerCase());
  const apply = () => {
    const verdict = form.elements.verdict.value;
    const text = form.elements.text.value.trim().toLowerCase();
    let shown = 0;
    clauses.forEach((clause, index) => {
      clause.hidden = (verdict !== '' && clause.dataset.verdict !== verdict) || !texts[index].includes(text);
      if (!clause.hidden) shown += 1;
    });
    document.getElementById('shown').textContent = shown + ' of ' + clauses.length + ' shown';
  };
  form.hidden = false;
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  // A link to a clause that is filtered out still leads to it; a reload keeps the typed text.
  addEventListener('hashchange', () => {
    if (document.querySelector(':target[hidden]')) { form.reset(); apply(); document.querySelector(':target').scrollIntoView(); }
  });
  addEventListener('pageshow', apply);
}
for (const button of document.querySelectorAll('.copy')) {
  const command = button.previousElementSibling;
  button.hidden = false;
  button.addEventListener('click', async () => {
    let copied = false;
    try { await navigator.clipboard.writeText(command.textContent); copied = true; } catch {
      getSelection().selectAllChildren(command);
      copied = document.execCommand('copy');
    }
    button.textContent = copied ? 'Copied' : 'Selected: press Ctrl+C';
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  });
}
let closed = [];
addEventListener('beforeprint', () => {
  closed = [...document.querySelectorAll('details.breach:not([open])')];
  for (const each of closed) each.open = true;
});
addEventListener('afterprint', () => { for (const each of closed) each.open = false; });
`;
