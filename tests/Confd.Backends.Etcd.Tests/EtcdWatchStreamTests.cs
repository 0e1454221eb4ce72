using Confd.Backends.Etcd.Protocol;
using Confd.Backends.Etcd.Reading;
using Confd.Backends.Etcd.Watching;
using Grpc.Core;

namespace Confd.Backends.Etcd.Tests;

/// <summary>How the responses of a stream are handled, sent by a fake server.</summary>
public sealed class EtcdWatchStreamTests
{
    [Fact]
    public async Task Next_RequestedWatcher_HasItsPosition()
    {
        using var stream = await OpenAsync(7, new WatchResponse { WatchId = 8 });

        (await stream.NextAsync(Cancellation)).Place.ShouldBe(1);
    }

    // Taken for another's, it would move on what that one has heard of.
    [Fact]
    public async Task Next_UnknownWatcher_EndsTheStream()
    {
        using var stream = await OpenAsync(7, new WatchResponse { WatchId = 6 });

        (await Should.ThrowAsync<RpcException>(() => stream.NextAsync(Cancellation))).StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    // Numbers its watchers from the first on.
    private static Task<EtcdWatchStream> OpenAsync(long first, WatchResponse answer)
    {
        var ranges = KeyRange.Of(["/a", "/b"]);
        return EtcdWatchStream.OpenAsync(
            new Invoker([.. ranges.Select((_, place) => Created(first + place)), answer]),
            new CallOptions(cancellationToken: Cancellation),
            ranges,
            new long[ranges.Count]);
    }

    private static WatchResponse Created(long id) => new() { WatchId = id, Created = true, Header = new ResponseHeader { Revision = 1 } };

    private sealed class Invoker(IReadOnlyList<WatchResponse> answers) : CallInvoker
    {
        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options) => new(
            new Requests<TRequest>(),
            new Answers<TResponse>([.. answers.Cast<object>().Cast<TResponse>()]),
            Task.FromResult(new Metadata()),
            () => Status.DefaultSuccess,
            () => [],
            () => { });

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

        public override TResponse BlockingUnaryCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();
    }

    private sealed class Requests<T> : IClientStreamWriter<T>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(T message) => Task.CompletedTask;

        public Task WriteAsync(T message, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task CompleteAsync() => Task.CompletedTask;
    }

    private sealed class Answers<T>(IReadOnlyList<T> answers) : IAsyncStreamReader<T>
    {
        private int _next;

        public T Current => answers[_next - 1];

        public Task<bool> MoveNext(CancellationToken cancellationToken) => Task.FromResult(_next++ < answers.Count);
    }
}
