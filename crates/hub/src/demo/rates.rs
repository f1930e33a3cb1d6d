//! The demo's schedule of rates: 21,712 codes, as many as a real one has, worded here and priced nowhere.

use domain::reference::RateScheduleCode;

/// Codes of each of the sixteen trades.
const CODES_PER_TRADE: usize = 1_357;

struct TradeList {
    code: &'static str,
    name: &'static str,
    /// Things that the trade works on, each with its unit.
    objects: &'static str,
}

/// Objects are written `thing|unit`, one after another.
const TRADES: [TradeList; 16] = [
    TradeList {
        code: "PL",
        name: "Plumbing",
        objects: "basin tap|each,bath tap|each,kitchen mixer tap|each,stop tap|each,WC pan|each,WC cistern|each,float valve|each,basin waste|each,bath trap|each,shower valve|each,shower hose|each,copper pipe|m,plastic waste pipe|m,overflow pipe|m,hot water cylinder|each,cold water tank|each,immersion heater|each,washing machine valve|each,radiator valve|each,outside tap|each",
    },
    TradeList {
        code: "HE",
        name: "Heating",
        objects: "radiator|each,thermostatic valve|each,room thermostat|each,programmer|each,circulating pump|each,expansion vessel|each,pressure gauge|each,heating pipe|m,pipe lagging|m,condensate pipe|m,flue terminal|each,motorised valve|each,air vent|each,drain cock|each,towel rail|each,storage heater|each,heat meter|each,filling loop|each,boiler casing|each,radiator bracket|pair",
    },
    TradeList {
        code: "EL",
        name: "Electrical",
        objects: "socket outlet|each,light switch|each,ceiling light|each,bulkhead light|each,consumer unit|each,circuit breaker|each,smoke alarm|each,heat alarm|each,carbon monoxide alarm|each,cooker switch|each,shower switch|each,extractor fan|each,door bell|each,cable|m,trunking|m,earth bond|each,fused spur|each,immersion switch|each,outside light|each,meter tail|m",
    },
    TradeList {
        code: "CP",
        name: "Carpentry",
        objects: "internal door|each,external door|each,door frame|each,door closer|each,mortice lock|each,night latch|each,letter plate|each,skirting board|m,architrave|m,floorboard|m2,stair tread|each,handrail|m,window board|m,kitchen base unit|each,kitchen wall unit|each,worktop|m,bath panel|each,loft hatch|each,shelf|m,gate|each",
    },
    TradeList {
        code: "GL",
        name: "Glazing",
        objects: "single glazed pane|m2,double glazed unit|m2,obscure pane|m2,wired glass|m2,toughened pane|m2,glazing bead|m,window putty|m,door pane|each,mirror|each,rooflight pane|each,louvre blade|each,safety film|m2,trickle vent|each,window handle|each,window hinge|pair,window restrictor|each,patio door roller|each,sealed unit|each,glass shelf|each,greenhouse pane|each",
    },
    TradeList {
        code: "RF",
        name: "Roofing",
        objects: "slate|each,concrete tile|each,ridge tile|each,verge|m,valley gutter|m,lead flashing|m,felt roof|m2,roof batten|m,soffit board|m,fascia board|m,gutter|m,downpipe|m,gutter bracket|each,chimney pot|each,chimney cowl|each,roof vent|each,rooflight|each,parapet coping|m,flat roof outlet|each,bird guard|m",
    },
    TradeList {
        code: "PN",
        name: "Painting",
        objects: "wall|m2,ceiling|m2,skirting|m,door face|each,door frame|each,window frame|each,radiator|each,handrail|m,fence panel|each,gate|each,masonry wall|m2,metal railing|m,stair string|m,pipework|m,bath panel|each,garage door|each,loft hatch|each,cupboard front|each,wallpaper|m2,stain block|m2",
    },
    TradeList {
        code: "PT",
        name: "Plastering",
        objects: "wall patch|m2,ceiling patch|m2,plasterboard|m2,skim coat|m2,damp proof render|m2,coving|m,angle bead|m,external render|m2,pebbledash|m2,reveal|m,artex|m2,dry lining|m2,insulated board|m2,vent hole|each,chase|m,bonding coat|m2,floor screed|m2,hearth|each,chimney breast|m2,expanded metal|m2",
    },
    TradeList {
        code: "BK",
        name: "Brickwork",
        objects: "brick|each,brick panel|m2,block wall|m2,mortar joint|m2,air brick|each,lintel|each,window sill|each,chimney stack|m2,boundary wall|m,pier|each,coping stone|m,damp proof course|m,wall tie|each,step|each,retaining wall|m2,cavity tray|m,expansion joint|m,door threshold|each,bin store|each,manhole wall|m2",
    },
    TradeList {
        code: "FL",
        name: "Flooring",
        objects: "vinyl sheet|m2,vinyl tile|each,quarry tile|each,ceramic floor tile|each,carpet|m2,underlay|m2,laminate|m2,threshold strip|each,plywood base|m2,hardboard|m2,stair nosing|m,safety flooring|m2,latex screed|m2,grout line|m,floor paint|m2,mat well|each,skirting trim|m,expansion strip|m,wet room floor|m2,rubber tile|each",
    },
    TradeList {
        code: "TL",
        name: "Tiling",
        objects: "wall tile|each,tile splashback|m2,shower enclosure|m2,bath surround|m2,grout|m2,sealant|m,tile trim|m,window reveal|m,mosaic|m2,tile backing board|m2,worktop upstand|m,border tile|m,tile adhesive|m2,soap dish|each,shower tray seal|m,wet wall panel|m2,corner bead|m,floor drain surround|each,tile vent|each,access panel|each",
    },
    TradeList {
        code: "DR",
        name: "Drainage",
        objects: "gully|each,gully grid|each,manhole cover|each,manhole frame|each,soil pipe|m,soil branch|each,vent cowl|each,underground pipe|m,inspection chamber|each,rodding eye|each,channel drain|m,septic tank|each,interceptor trap|each,benching|m2,land drain|m,soakaway|each,rainwater shoe|each,pipe collar|each,drain run|m,pump chamber|each",
    },
    TradeList {
        code: "FE",
        name: "Fencing",
        objects: "fence panel|each,fence post|each,gravel board|each,arris rail|each,close boarding|m,chain link|m,post cap|each,gate post|each,side gate|each,gate latch|each,gate hinge|pair,trellis|each,palisade|m,post spur|each,vertical bar railing|m,hand gate|each,bow top railing|m,concrete post|each,wire strand|m,kick rail|m",
    },
    TradeList {
        code: "EW",
        name: "External works",
        objects: "paving slab|each,path|m2,kerb|m,tarmac patch|m2,step edge|each,handrail|m,ramp|m2,drying post|each,clothes line|m,shed base|m2,bin store door|each,hard standing|m2,edging|m,bollard|each,drop kerb|m,retaining sleeper|m,parking bay line|m,cycle stand|each,gravel area|m2,drain cover surround|each",
    },
    TradeList {
        code: "DE",
        name: "Door entry",
        objects: "door release|each,handset|each,entry panel|each,call button|each,power supply|each,key fob|each,fob reader|each,door magnet|each,door closer arm|each,keypad|each,video unit|each,cable run|m,time switch|each,fire override|each,exit button|each,door contact|each,speaker|each,junction box|each,back-up battery|each,name plate|each",
    },
    TradeList {
        code: "VO",
        name: "Voids",
        objects: "room clearance|each,garden clearance|m2,lock change|each,meter reading|each,deep clean|each,loft clearance|each,rubbish removal|m3,gas cap off|each,water drain down|each,electrical check|each,energy survey|each,key safe|each,window clean|each,floor clean|m2,oven clean|each,cupboard clean|each,wall wash|m2,sharps removal|each,graffiti removal|m2,security screen|each",
    },
];

/// What is done, with minutes for the smallest size.
const ACTIONS: [(&str, u32); 10] = [
    ("Renew", 45),
    ("Repair", 30),
    ("Ease and adjust", 15),
    ("Take off and refix", 35),
    ("Supply and fit", 60),
    ("Overhaul", 40),
    ("Make safe", 20),
    ("Clear blockage from or clean", 25),
    ("Inspect and report on", 20),
    ("Remove and make good after", 50),
];

/// Which one.
const SIZES: [&str; 7] = [
    "standard",
    "small",
    "large",
    "non-standard size, made to order",
    "in a communal area",
    "at height, from a tower",
    "out of hours",
];

/// Every code, always the same and in the same order.
pub(super) fn schedule() -> impl Iterator<Item = RateScheduleCode> {
    TRADES.iter().flat_map(|trade| {
        let objects = trade.objects.split(',').filter_map(|object| object.split_once('|'));
        let each = objects.flat_map(move |(object, unit)| {
            ACTIONS.iter().flat_map(move |(action, minutes)| {
                (0_u32..).zip(SIZES).map(move |(number, size)| (object, unit, *action, *minutes + 10 * number, size))
            })
        });
        (1..).zip(each).take(CODES_PER_TRADE).map(|(number, (object, unit, action, minutes, size))| RateScheduleCode {
            code: format!("{}{number:05}", trade.code),
            description: format!("{action} {object}, {size}"),
            unit: unit.to_owned(),
            trade: trade.name.to_owned(),
            standard_minutes: Some(minutes),
            m3nhf: false,
        })
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn there_are_as_many_codes_as_in_a_real_schedule_and_no_two_are_alike() {
        let codes: Vec<RateScheduleCode> = schedule().collect();
        assert_eq!(codes.len(), 21_712);
        assert_eq!(codes.iter().map(|code| &code.code).collect::<HashSet<_>>().len(), 21_712);
        let worded: HashSet<_> = codes.iter().map(|code| (&code.trade, &code.description)).collect();
        assert_eq!(worded.len(), 21_712);
        assert_eq!(codes[0].description, "Renew basin tap, standard");
        assert!(codes.iter().all(|code| !code.unit.is_empty() && !code.m3nhf));
    }
}
