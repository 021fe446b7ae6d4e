// A custom code action of a HubSpot workflow, Node.js 18 or later: scores the contact that is enrolled.
//
// Secrets:           LEADCAST_TOKEN
// Properties to
// include in code:   createdate, industry, jobtitle, numberofemployees and whatever else the model knows; each is
//                    sent under the name it has here, so name it as the agreement's sources do
// Data outputs:      status, action, grade, reason_1 and error as strings; p_sql, p_close and rank as numbers

const URL = process.env.LEADCAST_URL || 'https://leads.example.com';
const OUTPUTS = ['status', 'action', 'grade', 'reason_1', 'p_sql', 'p_close', 'rank'];

exports.main = async (event, callback) => {
  const { createdate, ...attributes } = event.inputFields;
  const answer = await fetch(`${URL}/v1/score`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${process.env.LEADCAST_TOKEN}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({
      ...attributes,
      lead_id: String(event.object.objectId),
      created_at: createdate, // milliseconds, as HubSpot has it
    }),
    signal: AbortSignal.timeout(15000), // HubSpot ends the action after 20 seconds
  });
  // HubSpot tries an action again, for up to three days, if it throws
  if (answer.status === 429 || answer.status >= 500) {
    throw new Error(`Leadcast answered ${answer.status}`);
  }
  const told = await answer.json();
  if (!answer.ok) {
    callback({ outputFields: { status: 'refused', error: `${told.code} ${told.field}: ${told.message}` } });
    return;
  }
  const outputFields = Object.fromEntries(OUTPUTS.map((name) => [name, told[name]]));
  callback({ outputFields: { ...outputFields, error: '' } });
};
