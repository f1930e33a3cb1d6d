//! Forms of a record: which there are, and one as it is filled in so far.

use documents::{Document, form};
use domain::{
    form::{Answers, FilledForm, Filling, Form, FormMissing, Held},
    id::{DocumentId, FilledFormId},
};

use crate::{
    api::{Failure, FormOffer, FormPage, FormRow, RecordForms, Tone},
    error::failure,
    unlocked::Unlocked,
    views::{
        form::{
            self as view, LANGUAGE, Shown,
            record::{self, FormRecord},
        },
        people::People,
    },
};

/// One form with everything that its page is made from.
pub(crate) struct Open {
    pub(crate) document: Document,
    pub(crate) filled: FilledForm,
    pub(crate) form: Result<Form, FormMissing>,
    pub(crate) record: FormRecord,
    pub(crate) people: People,
    pub(crate) held: Held,
}

impl Open {
    pub(crate) fn of(unlocked: &Unlocked, record: &str, form: &str) -> Result<Self, Failure> {
        let (record, id) = (record.parse()?, form.parse::<FilledFormId>()?);
        let taken = unlocked.store.taken_photos(record)?;
        let document = unlocked.store.load(record)?;
        record::here(unlocked, &document)?;
        let filled = form::filled(&document)?.into_iter().find(|filled| filled.id == id).ok_or_else(unknown)?;
        let people = unlocked.people()?;
        let form = unlocked.store.form(&filled.form)?;
        let held = match &form {
            Ok(form) => record::held(unlocked, &document, form)?,
            Err(_) => Held::new(),
        };
        Ok(Self { record: FormRecord::of(unlocked, &document, &people, taken)?, document, filled, form, people, held })
    }

    /// The form, where this phone has its version.
    pub(crate) fn form(&self) -> Result<&Form, Failure> {
        self.form.as_ref().map_err(|missing| missing.clone().into())
    }

    pub(crate) fn answers(&self) -> Result<Answers, Failure> {
        Ok(self.filled.answers(self.form()?))
    }

    /// Does something with the form as the screens show it, with these answers.
    pub(crate) fn shown<T>(
        &self,
        unlocked: &Unlocked,
        answers: &Answers,
        with: impl FnOnce(&Shown<'_>) -> T,
    ) -> Result<T, Failure> {
        let form = self.form()?;
        let filling = Filling::new(form, answers, &self.held, unlocked.now());
        let Self { record, filled, people, .. } = self;
        Ok(with(&Shown { record, filled, form, filling: &filling, people }))
    }

    pub(crate) fn page(&self, unlocked: &Unlocked) -> Result<FormPage, Failure> {
        let document = self.document.id().to_string();
        match &self.form {
            Err(missing) => {
                let failure = missing.clone().into();
                Ok(view::missing(&self.record, &document, self.filled.id, &self.filled.form.form, failure))
            }
            Ok(_) => self.shown(unlocked, &self.answers()?, |shown| shown.page(unlocked, &document))?,
        }
    }
}

fn unknown() -> Failure {
    failure("form_unknown", "There is no such form here", "Go back and choose again")
}

pub(crate) fn run(unlocked: &Unlocked, record: &str, form: &str) -> Result<FormPage, Failure> {
    Open::of(unlocked, record, form)?.page(unlocked)
}

/// The forms of a record.
pub(crate) fn list(unlocked: &Unlocked, record: &str) -> Result<RecordForms, Failure> {
    let id: DocumentId = record.parse()?;
    let taken = unlocked.store.taken_photos(id)?;
    let document = unlocked.store.load(id)?;
    record::here(unlocked, &document)?;
    let begun =
        form::filled(&document)?.iter().map(|filled| row(unlocked, record, filled)).collect::<Result<_, _>>()?;
    let mut offered = Vec::new();
    for entry in unlocked.store.forms()? {
        // One that this version of the app cannot read is not offered; answers to it say why they are not shown.
        if let Ok(form) = unlocked.store.form(&entry.id)?
            && form.is_for(document.kind().name())
        {
            let title = form.title.in_language(LANGUAGE).to_owned();
            offered.push(FormOffer { form: entry.id.form, title });
        }
    }
    let caption = FormRecord::of(unlocked, &document, &unlocked.people()?, taken)?.caption;
    Ok(RecordForms { kind: document.kind().name().to_owned(), caption, begun, offered })
}

fn row(unlocked: &Unlocked, record: &str, filled: &FilledForm) -> Result<FormRow, Failure> {
    let open = Open::of(unlocked, record, &filled.id.to_string())?;
    let (title, state) = match &open.form {
        Ok(form) => {
            let answers = open.answers()?;
            (form.title.in_language(LANGUAGE).to_owned(), open.shown(unlocked, &answers, |shown| shown.state())?)
        }
        Err(_) => (filled.form.form.replace('-', " "), ("Cannot be shown on this phone yet".to_owned(), Tone::Warning)),
    };
    Ok(view::row(filled, title, state, &open.people))
}
