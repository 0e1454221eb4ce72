using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.ContractTests.Tests;

/// <summary>An address of the harness: keeps what comes, answers what a test wants.</summary>
internal sealed class HarnessEndpoint(Uri address, Func<HttpContext, HarnessRequest, Task> answer)
{
    private readonly Channel<HarnessRequest> _requests = Channel.CreateUnbounded<HarnessRequest>();

    public Uri Address => address;

    /// <summary>How many requests have come that no test has looked at.</summary>
    public int Waiting => _requests.Reader.Count;

    public ValueTask<HarnessRequest> NextAsync() => _requests.Reader.ReadAsync(Cancellation);

    public async Task HandleAsync(HttpContext context)
    {
        var request = await HarnessRequest.ReadAsync(context);
        _requests.Writer.TryWrite(request);
        await answer(context, request);
    }
}
