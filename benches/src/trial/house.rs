//! Where a trial finds the command that it tries, and the models that it tries it with.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use engine::snapshot::Snapshot;
use server::model_dir::ModelDir;

/// The orders that ship.
const ORDERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../datasets/data/online_retail.parquet");

/// The command, and a folder for what the trials keep.
#[derive(Debug)]
pub struct House {
    dapei: PathBuf,
    folder: PathBuf,
}

/// How a model is trained, so that there are two that answer differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Training {
    /// As `dapei train` does it unless told otherwise.
    Usual,
    /// Orders count half after sixty days.
    Ageing,
}

impl Training {
    fn name(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Ageing => "ageing",
        }
    }

    fn options(self) -> &'static [&'static str] {
        match self {
            Self::Usual => &[],
            Self::Ageing => &["--half-life-days", "60"],
        }
    }
}

impl House {
    /// The command that was built beside the program that runs, and the folder `trials` beside both.
    ///
    /// # Errors
    ///
    /// There is no such command.
    pub fn find() -> io::Result<Self> {
        let program = std::env::current_exe()?;
        let built = program.parent().and_then(Path::parent).ok_or(io::ErrorKind::NotFound)?;
        let dapei = built.join("dapei");
        if !dapei.is_file() {
            let missing = format!(
                "`{}` is not there: build it first with `cargo build --release --bin dapei`",
                dapei.display()
            );
            return Err(io::Error::new(io::ErrorKind::NotFound, missing));
        }
        let folder = built.join("trials");
        fs::create_dir_all(&folder)?;
        Ok(Self { dapei, folder })
    }

    /// The command.
    #[must_use]
    pub fn dapei(&self) -> &Path {
        &self.dapei
    }

    /// The bytes of a snapshot of the orders that ship. It is trained where it is not there, or where the command is
    /// newer.
    ///
    /// # Errors
    ///
    /// Training fails, or the disk does.
    pub fn snapshot(&self, training: Training) -> io::Result<Vec<u8>> {
        let model = self.folder.join("trained").join(training.name());
        if let Some(trained) = newest(&model)
            && fs::metadata(&self.dapei)?.modified()? < trained.1
        {
            return fs::read(trained.0);
        }
        eprintln!("training the model `{}`, which takes a minute or so", training.name());
        let trained = Command::new(&self.dapei)
            .args(["train", "--preset", "online-retail", "--orders", ORDERS, "--keep", "1"])
            .args(training.options())
            .arg("--model")
            .arg(&model)
            .output()?;
        let failed = || io::Error::other(String::from_utf8_lossy(&trained.stderr).into_owned());
        match (trained.status.success(), newest(&model)) {
            (true, Some((path, _))) => fs::read(path),
            (true, None) | (false, _) => Err(failed()),
        }
    }

    /// A directory of snapshots for one trial, which holds `first` only.
    ///
    /// # Errors
    ///
    /// The disk cannot be written.
    pub fn model(&self, trial: &str, first: &[u8]) -> io::Result<ModelDir> {
        let path = self.folder.join(trial);
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let model = ModelDir::create(&path).map_err(io::Error::other)?;
        model.publish(first).map_err(io::Error::other)?;
        Ok(model)
    }

    /// Ids of `n_wanted` items of a snapshot, from often to seldom sold, of letters and digits only so that they stand in
    /// an address as they are.
    ///
    /// # Errors
    ///
    /// `bytes` are no snapshot.
    pub fn item_ids(bytes: &[u8], n_wanted: usize) -> io::Result<Vec<String>> {
        let snapshot = Snapshot::decode(bytes).map_err(io::Error::other)?;
        let vocabulary = snapshot.vocabulary();
        let is_plain = |id: &&str| id.chars().all(|letter| letter.is_ascii_alphanumeric());
        let ids = vocabulary.indexes().map(|item| vocabulary.id(item)).filter(is_plain);
        let ids: Vec<String> = ids.map(str::to_owned).collect();
        let apart = (ids.len() / n_wanted).max(1);
        Ok(ids.into_iter().step_by(apart).take(n_wanted).collect())
    }
}

/// The newest snapshot of a directory, and when it was written.
fn newest(model: &Path) -> Option<(PathBuf, SystemTime)> {
    let published = ModelDir::open(model).ok()?.list().ok()?.pop()?;
    Some((published.path, published.written))
}
