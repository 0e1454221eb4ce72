using System.IO.Pipelines;
using System.Text;
using Confd.Admission;
using Confd.Shared.Http;
using Confd.TestSupport;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Confd.Flags.Service.Tests.Http;

public sealed class RequestBodyTests
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly FakeTimeProvider _clock = new();
    private readonly BodyBudget _budget;

    public RequestBodyTests() => _budget = new BodyBudget(_clock);

    [Fact]
    public async Task Read_BodyInPieces_IsWhole()
    {
        var reading = ReadAsync(maxBytes: 100);

        await WriteAsync("one ");
        reading.IsCompleted.ShouldBeFalse();
        await WriteAsync("two");
        await _pipe.Writer.CompleteAsync();

        (await reading).ShouldBe("one two");
    }

    [Fact]
    public async Task Read_NoBody_IsEmpty()
    {
        await _pipe.Writer.CompleteAsync();

        (await ReadAsync(maxBytes: 0)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(7, false)]
    [InlineData(6, true)]
    public async Task Read_BodyWithoutALength_IsRefusedAsSoonAsItIsTooLarge(int maxBytes, bool isRefused)
    {
        var reading = ReadAsync(maxBytes);
        await WriteAsync("one two");

        if (isRefused)
        {
            (await Should.ThrowAsync<BadHttpRequestException>(() => reading)).StatusCode.ShouldBe(413);
            return;
        }

        await _pipe.Writer.CompleteAsync();
        (await reading).ShouldBe("one two");
    }

    [Fact]
    public async Task Read_LengthThatIsTooLarge_IsRefusedBeforeAnythingIsRead()
    {
        var request = Request();
        request.ContentLength = 101;

        var refused = await Should.ThrowAsync<BadHttpRequestException>(
            async () => await RequestBody.ReadAsync(request, 100, _budget, 0, (_, body) => body.Length));

        refused.StatusCode.ShouldBe(413);
    }

    [Fact]
    public async Task Read_ClientDisconnects_EndsTheWait()
    {
        using var left = new CancellationTokenSource();
        var request = Request();
        request.HttpContext.RequestAborted = left.Token;

        var reading = RequestBody.ReadAsync(request, 100, _budget, 0, (_, body) => body.Length).AsTask();
        await left.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task Read_BodyTakesTooLong_IsRefused()
    {
        var reading = ReadAsync(maxBytes: 100);
        await WriteAsync("byte by byte");

        _clock.Advance(BodyBudget.Time);

        (await Should.ThrowAsync<BadHttpRequestException>(() => reading)).StatusCode.ShouldBe(408);
    }

    [Fact]
    public async Task Read_InterruptedByTheServerShutdown_Continues()
    {
        var reading = ReadAsync(maxBytes: 100);
        await WriteAsync("one ");

        _pipe.Reader.CancelPendingRead();
        await WriteAsync("two");
        await _pipe.Writer.CompleteAsync();

        (await reading).ShouldBe("one two");
    }

    [Fact]
    public async Task Read_BudgetExceeded_RefusesLargeBodiesUntilItIsFree()
    {
        const int Large = BodyBudget.SmallBytes + 1;
        _budget.TryGrow(0, BodyBudget.MaxLargeBytes + BodyBudget.SmallBytes).ShouldBeTrue();
        await WriteAsync(new string('a', BodyBudget.SmallBytes));
        var reading = ReadAsync(Large);
        reading.IsCompleted.ShouldBeFalse("small ones get through");

        await WriteAsync("a");

        (await Should.ThrowAsync<BadHttpRequestException>(() => reading)).StatusCode.ShouldBe(503);
        _budget.Release(BodyBudget.MaxLargeBytes + BodyBudget.SmallBytes);
        await WriteAsync(new string('b', Large));
        await _pipe.Writer.CompleteAsync();
        (await ReadAsync(Large)).ShouldBe(new string('b', Large), "nothing of the one before is kept");
        _budget.TryGrow(0, BodyBudget.MaxLargeBytes + BodyBudget.SmallBytes).ShouldBeTrue("all of it was given back");
    }

    [Fact]
    public async Task Read_BudgetOfSmallBodiesExceeded_RefusesAllButTheSmallest()
    {
        const int Bodies = (int)(BodyBudget.MaxSmallBytes / (BodyBudget.SmallBytes - BodyBudget.TinyBytes));
        for (var body = 0; body < Bodies; body++)
        {
            _budget.TryGrow(0, BodyBudget.SmallBytes).ShouldBeTrue();
        }

        var (rest, last) = (BodyBudget.MaxSmallBytes % (BodyBudget.SmallBytes - BodyBudget.TinyBytes), BodyBudget.TinyBytes + 1);
        _budget.TryGrow(0, BodyBudget.TinyBytes + rest).ShouldBeTrue();
        await WriteAsync(new string('a', BodyBudget.TinyBytes));
        var reading = ReadAsync(last);
        reading.IsCompleted.ShouldBeFalse("questions get through");

        await WriteAsync("a");

        (await Should.ThrowAsync<BadHttpRequestException>(() => reading)).StatusCode.ShouldBe(503);
        _budget.Release(BodyBudget.SmallBytes);
        await WriteAsync(new string('b', last));
        await _pipe.Writer.CompleteAsync();
        (await ReadAsync(last)).ShouldBe(new string('b', last), "nothing of the one before is kept");
        _budget.TryGrow(0, BodyBudget.SmallBytes).ShouldBeTrue("all of it was given back");
    }

    [Fact]
    public async Task Read_ReaderThrows_BodyIsReadCompletely()
    {
        await WriteAsync("bad");
        await _pipe.Writer.CompleteAsync();

        await Should.ThrowAsync<FormatException>(
            async () => await RequestBody.ReadAsync<int, int>(Request(), 100, _budget, 0, (_, _) => throw new FormatException()));

        var rest = await _pipe.Reader.ReadAsync(Cancellation);
        rest.Buffer.IsEmpty.ShouldBeTrue();
    }

    private async Task WriteAsync(string text) => await _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(text), Cancellation);

    private Task<string> ReadAsync(int maxBytes) =>
        RequestBody.ReadAsync(Request(), maxBytes, _budget, 0, (_, body) => Encoding.UTF8.GetString(body)).AsTask();

    private HttpRequest Request()
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IRequestBodyPipeFeature>(new Body(_pipe.Reader));
        return context.Request;
    }

    private sealed class Body(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader => reader;
    }
}
