//! `doorstep-bench-peer hub|device`: Doorstep behind the line protocol of a comparison of sync stacks.

#[tokio::main]
async fn main() -> Result<(), bench::Failed> {
    bench::peer::run(&std::env::args().nth(1).unwrap_or_default()).await
}
