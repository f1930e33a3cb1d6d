//! Where requests arrive: the loop that accepts connections, and the routes.
//!
//! Everything that comes in is bounded before it is looked at: connections in number, heads and bodies in time and
//! size, and each device in how often it may ask. Work on the database runs on threads of its own.

mod arriving;
mod downloads;
pub mod pokes;
pub mod rate;
mod receive;
mod routes;
mod serve;
mod stall;
mod ticket;
pub mod turns;
mod uploads;

pub use routes::router;
pub use serve::serve;
