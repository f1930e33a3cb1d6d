//! What people do. Each command changes one record in one transaction and answers with the job as it then is.

pub(crate) mod add_item;
pub(crate) mod add_photo;
pub(crate) mod add_recording;
pub(crate) mod alter_photo;
pub(crate) mod ask_swap;
pub(crate) mod book_follow_on;
pub(crate) mod caption_photo;
pub(crate) mod change_quantity;
pub(crate) mod choose_order;
pub(crate) mod choose_photos;
pub(crate) mod choose_positions;
pub(crate) mod count_van;
pub(crate) mod decide_alert;
pub(crate) mod drop_photo;
pub(crate) mod edit_note;
pub(crate) mod fill_form;
pub(crate) mod keep_position;
pub(crate) mod lone_work;
pub(crate) mod notice_hazard;
pub(crate) mod officer;
pub(crate) mod raise_alert;
pub(crate) mod record_concern;
pub(crate) mod record_event;
pub(crate) mod record_no_access;
pub(crate) mod record_work;
pub(crate) mod report_incident;
pub(crate) mod running_late;
pub(crate) mod see_changes;
pub(crate) mod settle;
pub(crate) mod sign_off;
pub(crate) mod take_from_van;
pub(crate) mod undo;
pub(crate) mod withdraw_item;

use documents::job::MAX_SHORT_TEXT;

use crate::{api::Failure, error::failure};

/// Hundredths are as fine as any unit of the schedules is counted.
const FINEST: f64 = 0.01;

/// A quantity that a person entered.
///
/// # Errors
/// It is not more than nought and at most 9,999, or finer than hundredths.
fn quantity(entered: f64) -> Result<f64, Failure> {
    if entered == 0.0 { Err(refused("The quantity must be more than 0")) } else { counted(entered) }
}

fn refused(message: &str) -> Failure {
    failure("quantity", message, "Enter a number such as 1 or 2.5")
}

/// What a person counted, which may be nothing.
///
/// # Errors
/// It is not from nought to 9,999, or finer than hundredths.
fn counted(entered: f64) -> Result<f64, Failure> {
    if !entered.is_finite() || entered < 0.0 {
        return Err(refused("The quantity must not be less than 0"));
    }
    if entered > documents::job::MAX_QUANTITY {
        return Err(refused("The quantity must be 9,999 or less"));
    }
    let rounded = (entered / FINEST).round() * FINEST;
    if (entered - rounded).abs() > FINEST / 1_000.0 {
        return Err(refused("The quantity can have two decimal places at most"));
    }
    // Written as the person typed it: 2.5, not 2.5000000000000004.
    Ok(format!("{entered:.2}").parse().unwrap_or(entered))
}

/// What a person says that a photo shows.
///
/// # Errors
/// It is longer than a record takes.
fn caption(entered: &str) -> Result<&str, Failure> {
    let caption = entered.trim();
    if caption.chars().count() <= MAX_SHORT_TEXT {
        return Ok(caption);
    }
    Err(failure("too_long", "What the photo shows is longer than 1,000 characters", "Shorten it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_is_more_than_nought_at_most_9_999_and_no_finer_than_hundredths() {
        for (entered, kept) in [(1.0, 1.0), (2.5, 2.5), (0.01, 0.01), (9_999.0, 9_999.0), (0.1 + 0.2, 0.3)] {
            assert_eq!(quantity(entered), Ok(kept));
        }
        for entered in [0.0, -1.0, 9_999.01, 0.001, 1.234, f64::NAN, f64::INFINITY] {
            assert_eq!(quantity(entered).map_err(|failure| failure.code), Err("quantity".to_owned()), "{entered}");
        }
    }
}
