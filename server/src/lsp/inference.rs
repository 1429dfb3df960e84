//! The one thread that owns the model. It takes jobs from a bounded queue, skips those nobody waits for any more, and lives
//! on when the model panics. Callers hold a guard: dropping it stops the work at the next decoding step.

use std::{
    collections::VecDeque,
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use fixerr_shared::{
    edits::EditsAround, engine::CancelToken, language::Language, project::Project, repair::RepairRequest,
};
use ropey::Rope;
use tokio::sync::{oneshot, watch};

use super::{
    documents,
    in_progress::OpenDocument,
    queue::{Command, MAX_WAITING, Queue, Reply, Waiting},
    surroundings::{Place, Surroundings},
};
use crate::{
    fixer::{FixError, Fixer, FixerFactory, Fixes, panic_text},
    model::ModelSettings,
};

/// Answers that are remembered: editors ask twice, for the light bulb and for the menu.
const REMEMBERED: usize = 32;
/// What the model's threads are below others, from 0 to 19.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 5;

/// How far the model is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ModelState {
    /// Nobody asked for it yet, or it is being loaded.
    Loading,
    /// It runs.
    Ready(Loaded),
    /// It cannot be loaded; the text says why.
    Failed(String),
}

/// A model that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Loaded {
    /// Its name.
    pub(crate) model: String,
    /// `cpu` or `cuda`.
    pub(crate) device: String,
}

impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.model, self.device)
    }
}

/// One repair to do.
pub(crate) struct Job {
    /// The whole document; the text is made of it on the model's thread, because a large one takes a while.
    pub(crate) document: Rope,
    /// Never the same for two contents.
    pub(crate) revision: u64,
    pub(crate) language: Language,
    pub(crate) jsx: bool,
    pub(crate) start_line: usize,
    pub(crate) end_line: usize,
    pub(crate) message: Option<String>,
    pub(crate) candidates: usize,
    /// Where the document lies, if the files around it may be read.
    pub(crate) place: Option<Place>,
    /// The document and others that are open.
    pub(crate) open: Arc<[OpenDocument]>,
}

#[cfg(test)]
impl Job {
    /// About the first line of a text that lies nowhere.
    pub(super) fn of_line(text: &str) -> Self {
        Self {
            document: text.into(),
            revision: 0,
            language: Language::Java,
            jsx: false,
            start_line: 0,
            end_line: 0,
            message: None,
            candidates: 1,
            place: None,
            open: [].into(),
        }
    }
}

/// Sets its token when dropped, so that work ends when the future that waits for it does.
pub(crate) struct CancelOnDrop(pub(crate) CancelToken);

impl CancelOnDrop {
    /// Lets the work go on.
    pub(crate) fn disarm(mut self) {
        // What is dropped then is a token that nobody else has.
        self.0 = CancelToken::new();
    }
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// Ends the thread when nobody holds a handle any more.
struct Owner(Arc<Queue>);

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Handle of the thread.
#[derive(Clone)]
pub(crate) struct Inference {
    queue: Arc<Owner>,
    /// How many models were asked for; only the last one counts.
    loads: Arc<AtomicU64>,
    state: watch::Sender<ModelState>,
    /// How many requests have ever waited for a model to be loaded.
    tickets: watch::Sender<usize>,
    /// Microseconds that the last repair took; 0 before the first.
    last: Arc<AtomicU64>,
    /// What the files around documents hold.
    pub(super) surroundings: Surroundings,
    ended: watch::Receiver<()>,
}

impl Inference {
    /// Starts the thread, without a model.
    pub(crate) fn start(factory: FixerFactory) -> std::io::Result<Self> {
        let queue = Arc::<Queue>::default();
        let state = watch::Sender::new(ModelState::Loading);
        let (on_end, ended) = watch::channel(());
        let (loads, last) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
        let surroundings = Surroundings::default();
        let mut worker = Worker {
            factory,
            fixer: None,
            state: state.clone(),
            loads: Arc::clone(&loads),
            last: Arc::clone(&last),
            surroundings: surroundings.clone(),
            remembered: VecDeque::new(),
        };
        let commands = Arc::clone(&queue);
        std::thread::Builder::new().name("fixerr-model".to_owned()).spawn(move || {
            worker.run(&commands);
            drop(worker);
            drop(on_end);
        })?;
        let tickets = watch::Sender::new(0);
        Ok(Self { queue: Arc::new(Owner(queue)), loads, state, tickets, last, surroundings, ended })
    }

    /// Loads a model in place of the one that runs.
    pub(crate) fn load(&self, settings: ModelSettings) {
        let mut number = 0;
        // Said here and not by the thread, so that nobody takes the old model's state for the new one's.
        self.state.send_modify(|state| {
            number = self.loads.fetch_add(1, Ordering::SeqCst) + 1;
            *state = ModelState::Loading;
        });
        self.queue.0.load(number, settings);
    }

    /// How many models were asked for so far; another one may find other fixes.
    pub(crate) fn loads(&self) -> u64 {
        self.loads.load(Ordering::SeqCst)
    }

    /// The model's state and its changes.
    pub(crate) fn state(&self) -> watch::Receiver<ModelState> {
        self.state.subscribe()
    }

    /// How long the last repair took, in milliseconds.
    pub(crate) fn last_ms(&self) -> Option<f64> {
        let microseconds = self.last.load(Ordering::Relaxed);
        (microseconds > 0).then_some(microseconds as f64 / 1e3)
    }

    /// Waits for the model, up to a time; `false` when there is none by then. When too many wait, the first gives up, so that
    /// requests do not fill the session up while a large model is being loaded.
    pub(crate) async fn ready(&self, patience: Duration) -> bool {
        let (mut state, mut tickets) = (self.state.subscribe(), self.tickets.subscribe());
        let mut last = 0;
        self.tickets.send_modify(|tickets| {
            *tickets += 1;
            last = *tickets + MAX_WAITING;
        });
        tokio::select! {
            biased;
            state = state.wait_for(|state| *state != ModelState::Loading) => {
                state.is_ok_and(|state| matches!(*state, ModelState::Ready(_)))
            }
            _ = tickets.wait_for(|tickets| *tickets >= last) => false,
            () = tokio::time::sleep(patience) => false,
        }
    }

    /// Does one repair; setting the token ends it.
    pub(crate) async fn repair(&self, job: Job, cancel: CancelToken) -> Reply {
        let (reply, answer) = oneshot::channel();
        let stopped = || FixError::Model("the model's thread has stopped".to_owned());
        if !self.queue.0.repair(Waiting { job, cancel, reply }) {
            return Err(stopped());
        }
        answer.await.map_err(|_| stopped())?
    }

    /// Ends the thread and waits for that, up to a time.
    pub(crate) async fn stop(&self, patience: Duration) -> bool {
        let mut ended = self.ended.clone();
        self.queue.0.close();
        // An error means that it has ended already.
        tokio::time::timeout(patience, async { while ended.changed().await.is_ok() {} }).await.is_ok()
    }
}

struct Worker {
    factory: FixerFactory,
    fixer: Option<Box<dyn Fixer>>,
    state: watch::Sender<ModelState>,
    loads: Arc<AtomicU64>,
    last: Arc<AtomicU64>,
    surroundings: Surroundings,
    remembered: VecDeque<(u64, Fixes)>,
}

impl Worker {
    fn run(&mut self, queue: &Queue) {
        step_back();
        while let Some(command) = queue.next() {
            match command {
                // When another one is wanted already, this one would be loaded for nothing.
                Command::Load(number, settings) => {
                    if self.loads.load(Ordering::SeqCst) == number {
                        self.load(number, &settings);
                    }
                }
                Command::Repair(Waiting { job, cancel, reply }) => {
                    let answer = self.answer(&job, &cancel);
                    // Whoever asked may be gone; that is what cancelling means.
                    let _ = reply.send(answer);
                }
            }
        }
    }

    fn load(&mut self, number: u64, settings: &ModelSettings) {
        self.remembered.clear();
        // The old model goes first: two at once may not fit into memory.
        self.fixer = None;
        let started = Instant::now();
        let factory = Arc::clone(&self.factory);
        let loaded = match catch_unwind(AssertUnwindSafe(|| factory(settings))) {
            Ok(Ok(fixer)) => {
                let loaded = Loaded { model: fixer.model(), device: fixer.device() };
                self.surroundings.want(fixer.wants_project(), fixer.wants_edits());
                tracing::info!("loaded {loaded} in {} ms", started.elapsed().as_millis());
                self.fixer = Some(fixer);
                ModelState::Ready(loaded)
            }
            Ok(Err(error)) => ModelState::Failed(error.to_string()),
            Err(panic) => ModelState::Failed(format!("loading the model failed: {}", panic_text(&*panic))),
        };
        if let ModelState::Failed(error) = &loaded {
            tracing::error!("{error}");
        }
        self.state.send_if_modified(|state| {
            let is_wanted = self.loads.load(Ordering::SeqCst) == number;
            if is_wanted {
                *state = loaded;
            }
            is_wanted
        });
    }

    fn answer(&mut self, job: &Job, cancel: &CancelToken) -> Reply {
        let place = job.place.as_ref().filter(|_| self.fixer.as_ref().is_some_and(|it| it.wants_project()));
        let started = Instant::now();
        let around = || place.and_then(|place| self.surroundings.of(place));
        let project = catch_unwind(AssertUnwindSafe(around)).unwrap_or_else(|panic| {
            tracing::error!("the files around the document were not read: {}", panic_text(&*panic));
            None
        });
        let wants_edits = self.fixer.as_ref().is_some_and(|it| it.wants_edits());
        let edits = || if wants_edits { self.surroundings.edits(job) } else { EditsAround::default() };
        let edited = catch_unwind(AssertUnwindSafe(edits)).unwrap_or_else(|panic| {
            tracing::error!("the edits around the document were not read: {}", panic_text(&*panic));
            EditsAround::default()
        });
        let key = key(job, project.as_deref(), &edited);
        if let Some(at) = self.remembered.iter().position(|(remembered, _)| *remembered == key)
            && let Some(entry) = self.remembered.remove(at)
        {
            let fixes = entry.1.clone();
            self.remembered.push_back(entry);
            return Ok(fixes);
        }
        let Some(fixer) = &mut self.fixer else {
            return Err(FixError::Model("no model is loaded".to_owned()));
        };
        // To look around may have taken a while.
        if cancel.is_cancelled() {
            return Err(FixError::Cancelled);
        }
        let text = job.document.byte_slice(documents::mark_bytes(&job.document)..).to_string();
        let repair = || {
            let request = RepairRequest {
                text: &text,
                language: job.language,
                jsx: job.jsx,
                start_line: job.start_line,
                end_line: job.end_line,
                message: job.message.as_deref(),
                candidates: job.candidates,
                project: project.as_deref(),
                edits: edited.context(),
            };
            fixer.repair(&request, cancel)
        };
        let answer = catch_unwind(AssertUnwindSafe(repair)).unwrap_or_else(|panic| {
            Err(FixError::Model(format!("the model failed: {}", panic_text(&*panic))))
        });
        tracing::debug!(
            "{} lines took {} ms",
            job.end_line + 1 - job.start_line,
            started.elapsed().as_millis()
        );
        if let Ok(fixes) = &answer {
            self.last.store(started.elapsed().as_micros().max(1) as u64, Ordering::Relaxed);
            if self.remembered.len() == REMEMBERED {
                self.remembered.pop_front();
            }
            self.remembered.push_back((key, fixes.clone()));
        }
        answer
    }
}

/// Lets the thread that reads the client's messages go before this one and those that the runtime starts from it: a key that was
/// pressed is worth more than a fix. On Linux alone, a thread has a priority of its own.
fn step_back() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        tracing::debug!("the model's thread keeps its priority: {error}");
    }
}

fn key(job: &Job, project: Option<&Project>, edited: &EditsAround) -> u64 {
    let mut hasher = DefaultHasher::new();
    let place = (job.language, job.jsx, job.start_line, job.end_line, job.candidates);
    let project = project.map(|project| project.fingerprint);
    (job.revision, place, &job.message, project, edited.fingerprints()).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Refusing;

    impl Fixer for Refusing {
        fn repair(&mut self, _: &RepairRequest<'_>, _: &CancelToken) -> Result<Fixes, FixError> {
            Err(FixError::Model("it was asked".to_owned()))
        }

        fn model(&self) -> String {
            String::new()
        }

        fn device(&self) -> String {
            String::new()
        }
    }

    #[test]
    fn the_model_is_not_asked_for_what_is_cancelled() {
        let mut worker = Worker {
            factory: Arc::new(|_| Ok(Box::new(Refusing))),
            fixer: Some(Box::new(Refusing)),
            state: watch::Sender::new(ModelState::Loading),
            loads: Arc::default(),
            last: Arc::default(),
            surroundings: Surroundings::default(),
            remembered: VecDeque::new(),
        };
        let (job, cancel) = (Job::of_line("i <= n\n"), CancelToken::new());
        assert_eq!(worker.answer(&job, &cancel), Err(FixError::Model("it was asked".to_owned())));
        cancel.cancel();
        assert_eq!(worker.answer(&job, &cancel), Err(FixError::Cancelled));
    }

    #[test]
    fn a_guard_that_was_disarmed_lets_the_work_go_on() {
        let (armed, disarmed) = (CancelToken::new(), CancelToken::new());
        drop(CancelOnDrop(armed.clone()));
        CancelOnDrop(disarmed.clone()).disarm();
        assert!(armed.is_cancelled() && !disarmed.is_cancelled());
    }
}
