//! `map`: the map of the landlord's area that handhelds carry.

use std::path::PathBuf;

use clap::Args;
use domain::map_area::MapArea;

use super::{existing, say};
use crate::hub::HubError;

/// Supply a map, see which is supplied, or take it away.
#[derive(Debug, Args)]
pub struct Map {
    /// The hub's folder.
    #[arg(long)]
    data: PathBuf,
    /// A PMTiles archive of vector tiles: area.pmtiles. It takes the place of the one before.
    #[arg(long)]
    file: Option<PathBuf>,
    /// Whose data it is, where the archive does not say so or says it at too great length.
    #[arg(long, requires = "file")]
    attribution: Option<String>,
    /// Take the map away from every handheld.
    #[arg(long, conflicts_with = "file")]
    remove: bool,
}

pub(super) fn run(command: &Map) -> Result<(), HubError> {
    let hub = existing(command.data.clone())?;
    if command.remove {
        let removed = hub.remove_map()?;
        return say(if removed { "Removed. Handhelds follow with their next signal." } else { "There was no map." });
    }
    let Some(file) = &command.file else {
        return match hub.map_area()? {
            Some(area) => shown(&area),
            None => say("There is no map: handhelds draw where the homes lie to one another."),
        };
    };
    let (area, changed) = hub.take_map(file, command.attribution.as_deref())?;
    shown(&area)?;
    say(if changed { "Taken in. Handhelds fetch it with their next signal." } else { "It was there already." })
}

fn shown(area: &MapArea) -> Result<(), HubError> {
    let MapArea { size, bounds, min_zoom, max_zoom, attribution, .. } = area;
    let megabytes = size.div_ceil(100_000);
    say(format_args!("{}.{} MB, zooms {min_zoom} to {max_zoom}", megabytes / 10, megabytes % 10))?;
    say(format_args!("{} to {} east, {} to {} north", bounds.west, bounds.east, bounds.south, bounds.north))?;
    say(attribution)
}
