//! A tenancy as the landlord's own system says it: the home, the people on the agreement, and how the rent stands.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    address::SiteProperty,
    form::{Held, Value},
    place::Coordinates,
};

/// A tenancy.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tenancy {
    /// The landlord's own reference: "T-004711".
    pub reference: String,
    /// The home.
    pub property: SiteProperty,
    /// Where the home is; none when the landlord has not said.
    pub position: Option<Coordinates>,
    /// How many bedrooms it has; none when the landlord has not said.
    pub bedrooms: Option<u32>,
    /// The people on the agreement, as it names them.
    pub tenants: Vec<Tenant>,
    /// When it began.
    pub started: Option<NaiveDate>,
    /// Rent that is owed, in pence; nought or less when none is. None when the landlord has not said.
    pub arrears_pence: Option<i64>,
    /// When it was last checked who lives there.
    pub last_check: Option<NaiveDate>,
}

/// One person on the agreement. Contact details are a person's, never a household's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tenant {
    /// Full name.
    pub name: String,
    /// As dialled; may be empty.
    pub telephone: String,
    /// May be empty.
    pub email: String,
    /// How they want to be reached: "text"; may be empty.
    pub preferred_contact: String,
    /// The language that they speak best; may be empty.
    pub language: String,
    /// Formats that they read best: "large_print"; may be empty.
    pub formats: Vec<String>,
    /// Whom to tell if something happens to them; may be empty.
    pub next_of_kin: String,
    /// What must be minded whenever they are reached, in an instruction: "Ring only, never write". It stands above every
    /// preference; may be empty.
    pub safe_contact: String,
}

impl Tenancy {
    /// What forms may take from it, by the names that they use in "prefill". A form is filled in with one person, so what
    /// it takes about a person is that of the tenant whose name this is; of nobody it takes the home alone.
    #[must_use]
    pub fn held(&self, person: Option<&str>) -> Held {
        let mut held: Held = BTreeMap::new();
        if let Some(bedrooms) = self.bedrooms {
            held.insert("home.bedrooms".to_owned(), Value::Number(f64::from(bedrooms)));
        }
        // As it was typed: "samira  haddad" is on the agreement as Samira Haddad.
        let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let is = |name: &str, tenant: &Tenant| plain(&tenant.name) == plain(name);
        let Some(tenant) = person.and_then(|name| self.tenants.iter().find(|tenant| is(name, tenant))) else {
            return held;
        };
        let texts = [
            ("person.telephone", &tenant.telephone),
            ("person.email", &tenant.email),
            ("person.preferred_contact", &tenant.preferred_contact),
            ("person.language", &tenant.language),
            ("person.next_of_kin", &tenant.next_of_kin),
        ];
        let said = texts.into_iter().filter(|(_, text)| !text.is_empty());
        held.extend(said.map(|(name, text)| (name.to_owned(), Value::Text(text.clone()))));
        if !tenant.formats.is_empty() {
            held.insert("person.formats".to_owned(), Value::Choices(tenant.formats.clone()));
        }
        held
    }

    /// The names of the people on the agreement, in one line.
    #[must_use]
    pub fn names(&self) -> String {
        let names: Vec<&str> = self.tenants.iter().map(|tenant| tenant.name.as_str()).collect();
        match names.as_slice() {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_takes_what_is_held_of_the_person_it_is_filled_in_with_and_of_nobody_else() {
        let samira = Tenant { name: "Samira Haddad".into(), telephone: "020 7946 0811".into(), ..Tenant::default() };
        let jon = Tenant { name: "Jon Haddad".into(), telephone: "020 7946 0822".into(), ..Tenant::default() };
        let tenancy = Tenancy { tenants: vec![samira, jon], bedrooms: Some(2), ..Tenancy::default() };
        assert_eq!(tenancy.names(), "Samira Haddad and Jon Haddad");
        let held = tenancy.held(Some("jon  haddad"));
        assert_eq!(held.get("person.telephone"), Some(&Value::Text("020 7946 0822".into())));
        assert_eq!(held.get("home.bedrooms"), Some(&Value::Number(2.0)));
        assert_eq!(tenancy.held(Some("Somebody else")).len(), 1);
    }
}
