"""What CRMs call the columns we need, in the languages they are exported in; the likeliest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from features.naming import key

if TYPE_CHECKING:
    from features.sources import Table

_CREATED: Final = """
created_at, create date, createdate, created date, created on, created, creation date, date created, date
entered, first contact date, signup date, registration date, lead created, erstellt am, erstellungsdatum,
erstelldatum, angelegt am, anlagedatum, eingangsdatum, date de création, créé le, fecha de creación, creado
el, data creazione
"""
_AT: Final = """
at, timestamp, time, datetime, date time, occurred at, event time, event date, activity date, date,
completed date, completed at, hs_timestamp, created at, create date, created date, created on, changed at,
change date, edit date, entered at, date entered, datum, zeitpunkt, zeitstempel, uhrzeit, geändert am,
erstellt am, fecha, horodatage, data
"""
_LEAD: Final = """
lead_id, lead id, prospect id, record id, contact id, hs_object_id, vid, who id, id, lead number, lead no,
lead, contact, prospect, person id, customer id, case id, object id, record id - contact, associated contact
ids, lead-nr, lead-nummer, kontakt-id, kontakt id, interessenten-id, interessent, kundennummer,
datensatz-id, id du contact, id prospect, identifiant, id de contacto, id de registro, email, e-mail
"""

_WRITTEN: Final[dict[Table, dict[str, str]]] = {
    "leads": {
        "lead_id": _LEAD,
        "created_at": _CREATED,
        "account_id": """
            account_id, account id, associated company id, associatedcompanyid, primary associated company
            id, company id, organisation id, organization id, account, account name, company, company name,
            associated company, firma, firmenname, unternehmen, unternehmensname, organisation,
            organization, partner_name, société, entreprise, nom de l'entreprise, empresa, azienda""",
    },
    "touches": {
        "lead_id": _LEAD,
        "at": _AT,
        "kind": """
            kind, activity type, event type, event name, engagement type, interaction type, type, event,
            activity, action, task subtype, subtype, touch, aktivitätstyp, aktivität, ereignis, art, typ,
            type d'activité, activité, événement, tipo de actividad, actividad, evento, tipo""",
        "direction": "direction, call direction, email direction, richtung, sens, dirección, direzione",
        "channel": """
            channel, medium, utm_medium, source, utm_source, traffic source, original source, kanal, quelle,
            canal, canale""",
        "asset": """
            asset, page, page url, url, landing page, form, form name, campaign, campaign name, email name,
            content, subject, title, seite, formular, kampagne, betreff, objet, asunto""",
        "actor": """
            actor, owner, user, assigned to, performed by, created by, agent, rep, resource, sales rep,
            inhaber, besitzer, bearbeiter, benutzer, mitarbeiter, zuständig, utilisateur, propriétaire,
            propietario, usuario""",
        "value": "value, score, duration, amount, wert, dauer, betrag, valeur, durée, valor, importe",
    },
    "stages": {
        "lead_id": _LEAD,
        "at": _AT,
        "stage": """
            stage, stage name, new stage, to stage, lifecycle stage, deal stage, lead status, new value, new
            status, to status, status, value, phase, lebenszyklusphase, neuer wert, neue phase, stufe,
            statut, étape, nouvelle valeur, etapa, nuevo valor, estado, fase""",
        "reason": """
            reason, loss reason, lost reason, closed lost reason, disqualification reason, grund,
            verlustgrund, motif, raison, motivo""",
        "actor": """
            actor, user, changed by, edited by, created by, owner, bearbeiter, benutzer, inhaber, geändert
            von, utilisateur, usuario""",
        "amount": """
            amount, deal amount, revenue, expected revenue, value, betrag, umsatz, auftragswert, montant,
            importe, importo""",
    },
    "attribute_changes": {
        "lead_id": _LEAD,
        "at": _AT,
        "field": """
            field, field name, property, property name, attribute, column, feld, feldname, eigenschaft,
            champ, propriété, campo, propiedad, name""",
        "value": """
            value, new value, property value, to, neuer wert, wert, nouvelle valeur, valeur, nuevo valor,
            valor""",
        "old_value": """
            old_value, previous value, from, alter wert, vorheriger wert, ancienne valeur, valor anterior""",
    },
}


def rank(table: Table, ours: str, theirs: str) -> int | None:
    """How likely their name means ours by itself: 0 is likeliest, None not at all."""
    names = [key(name.strip()) for name in _WRITTEN[table].get(ours, "").split(",")]
    wanted = key(theirs)
    return names.index(wanted) if wanted in names else None
