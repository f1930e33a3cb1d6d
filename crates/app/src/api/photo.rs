//! Photos of the work.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One photo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Photo {
    /// Stable within the job.
    pub id: String,
    /// SHA-256 of the full picture, hex: also its name for `photo`.
    pub hash: String,
    /// When in the work.
    pub stage: PhotoStage,
    /// May be empty.
    pub caption: String,
    /// "Ada Byrne, today 10:42".
    pub by: String,
    /// Where its bytes are.
    pub state: PhotoState,
    /// True when a signature exists and does not cover it.
    pub not_covered: bool,
    /// What it was made from; none for one that a camera took.
    pub made_from: Option<PhotoMadeFrom>,
    /// "Redacted by Ada Byrne, today 10:42": its picture is gone, and another stands for it. Empty while it is there.
    pub redacted: String,
}

/// What a picture was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PhotoMadeFrom {
    /// Another, of which parts were blacked out.
    Redaction,
    /// Another, on which something was drawn.
    Marks,
}

/// A photo that is saved as the camera gave it and is being made ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TakenPhoto {
    /// What it will be called.
    pub id: String,
    /// When in the work.
    pub stage: PhotoStage,
    /// May be empty.
    pub caption: String,
    /// Why no picture can be made of it, if so: it stays until somebody lets it go with `drop_photo`.
    pub failure: Option<super::Failure>,
}

/// A rectangle to black out, in shares of the picture from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhotoPatch {
    /// Its left edge, of the width.
    pub left: f32,
    /// Its upper edge, of the height.
    pub top: f32,
    /// Of the picture's width.
    pub width: f32,
    /// Of the picture's height.
    pub height: f32,
}

/// Something to draw on a picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhotoMark {
    /// What.
    pub shape: PhotoMarkShape,
    /// Where the finger began and where it ended, x before y, each in shares of the picture from 0 to 1.
    pub points: [f32; 4],
}

/// What can be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PhotoMarkShape {
    /// From where the finger began to what it points at.
    Arrow,
    /// Round what lies between the two.
    Circle,
}

/// When in the work a photo was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PhotoStage {
    /// As found.
    Before,
    /// Under way.
    During,
    /// As left.
    After,
}

/// Where a photo's bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PhotoState {
    /// Saved on this phone, not yet with the landlord.
    Waiting,
    /// On this phone and with the landlord.
    Sent,
    /// Not on this phone yet; it comes with the next signal.
    Coming,
    /// The phone that took it has not sent it yet.
    Elsewhere,
    /// With the landlord, and no longer on this phone, which needed the room; it is fetched when it is looked at.
    PutAway,
}

/// Which size of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PhotoSize {
    /// At most 320 pixels on the longer side.
    Preview,
    /// At most 2,048 pixels on the longer side.
    Full,
}

/// A photo's picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhotoImage {
    /// `image/jpeg`.
    pub media_type: String,
    /// The bytes, base64; none while they are not on this phone.
    pub base64: Option<String>,
}
