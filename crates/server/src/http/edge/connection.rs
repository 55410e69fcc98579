//! Connections that end by themselves: nobody holds one by sending or reading slowly, and there are no more than a
//! number of them. hyper as poem starts it has no time limit for reading a request.

use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use poem::http::uri::Scheme;
use poem::listener::{Acceptor, TcpAcceptor};
use poem::web::{LocalAddr, RemoteAddr};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep};

use crate::limits::Limits;

/// Accepts connections that keep to time limits.
pub(crate) struct PatientAcceptor {
    inner: TcpAcceptor,
    places: Arc<Semaphore>,
    request: Duration,
    idle: Duration,
}

impl PatientAcceptor {
    /// Accepts from `inner` under `limits`.
    pub(crate) fn new(inner: TcpAcceptor, limits: &Limits) -> Self {
        Self {
            inner,
            places: Arc::new(Semaphore::new(limits.connections as usize)),
            request: Duration::from_secs(limits.request_seconds.into()),
            idle: Duration::from_secs(limits.idle_seconds.into()),
        }
    }
}

impl Acceptor for PatientAcceptor {
    type Io = PatientStream;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.inner.local_addr()
    }

    async fn accept(&mut self) -> io::Result<(PatientStream, LocalAddr, RemoteAddr, Scheme)> {
        let place = self.places.clone().acquire_owned().await.map_err(io::Error::other)?;
        let (stream, local, remote, scheme) = self.inner.accept().await?;
        let stream = PatientStream {
            stream,
            is_receiving: false,
            deadline: Box::pin(sleep(self.idle)),
            request: self.request,
            idle: self.idle,
            _place: place,
        };
        Ok((stream, local, remote, scheme))
    }
}

/// A connection with one deadline: for the next request to begin, or for the present one to be answered.
pub(crate) struct PatientStream {
    stream: TcpStream,
    /// Bytes of a request have come, and none of its answer has left.
    is_receiving: bool,
    deadline: Pin<Box<Sleep>>,
    request: Duration,
    idle: Duration,
    _place: OwnedSemaphorePermit,
}

impl PatientStream {
    /// `Ready` when the deadline has passed; otherwise the task is woken then.
    fn poll_deadline(&mut self, context: &mut Context<'_>) -> Poll<io::Error> {
        self.deadline.as_mut().poll(context).map(|()| io::Error::from(ErrorKind::TimedOut))
    }

    fn progress_of_answer(&mut self) {
        self.is_receiving = false;
        self.deadline.as_mut().reset(Instant::now() + self.idle);
    }
}

impl AsyncRead for PatientStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        if let Poll::Ready(read) = Pin::new(&mut self.stream).poll_read(context, buffer) {
            if buffer.filled().len() > before && !self.is_receiving {
                self.is_receiving = true;
                let end = Instant::now() + self.request;
                self.deadline.as_mut().reset(end);
            }
            // Bytes that drip keep the socket ready; they do not buy more time.
            if self.is_receiving && self.deadline.is_elapsed() {
                return Poll::Ready(Err(ErrorKind::TimedOut.into()));
            }
            return Poll::Ready(read);
        }
        let error = ready!(self.poll_deadline(context));
        Poll::Ready(Err(error))
    }
}

impl AsyncWrite for PatientStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(written) = Pin::new(&mut self.stream).poll_write(context, bytes) {
            self.progress_of_answer();
            return Poll::Ready(written);
        }
        let error = ready!(self.poll_deadline(context));
        Poll::Ready(Err(error))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(written) = Pin::new(&mut self.stream).poll_write_vectored(context, bytes) {
            self.progress_of_answer();
            return Poll::Ready(written);
        }
        let error = ready!(self.poll_deadline(context));
        Poll::Ready(Err(error))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
