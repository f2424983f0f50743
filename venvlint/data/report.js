const cards = [...document.querySelectorAll('article')], form = document.querySelector('.filters'), shown = document.getElementById('shown');
function filter() {
  const [rule, severity, project, text] = ['rule', 'severity', 'project', 'text'].map(name => form.elements[name].value);
  let count = 0;
  for (const card of cards) {
    const fits = (!rule || card.dataset.rule === rule) && (!severity || card.dataset.severity === severity)
      && (!project || card.dataset.project === project) && card.textContent.toLowerCase().includes(text.toLowerCase());
    card.hidden = !fits; count += fits;
  }
  for (const section of document.querySelectorAll('section[data-project]')) section.hidden = ![...section.querySelectorAll('article')].some(c => !c.hidden);
  shown.textContent = `${count} of ${cards.length} shown`;
}
if (form) { form.hidden = false; form.addEventListener('input', filter); form.addEventListener('reset', () => setTimeout(filter)); filter(); }
document.addEventListener('click', async event => {
  const button = event.target.closest('button[data-copy]');
  if (!button) return;
  const text = button.previousElementSibling.textContent;
  try { await navigator.clipboard.writeText(text); } catch {
    const area = document.createElement('textarea'); area.value = text; document.body.append(area); area.select(); document.execCommand('copy'); area.remove();
  }
  button.textContent = 'Copied'; setTimeout(() => button.textContent = 'Copy', 1500);
});
