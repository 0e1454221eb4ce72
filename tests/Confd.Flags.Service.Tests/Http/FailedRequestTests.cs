using Confd.Shared.Http;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service.Tests.Http;

public sealed class FailedRequestTests
{
    [Fact]
    public void CanBeAnswered_CutByTheServerAtItsEnd_IsNoFailure() =>
        FailedRequest.CanBeAnswered(new DefaultHttpContext(), new ConnectionAbortedException()).ShouldBeFalse();

    [Fact]
    public void CanBeAnswered_WaitThatWasCancelledByItself_FailsTheRequest() =>
        FailedRequest.CanBeAnswered(new DefaultHttpContext(), new TaskCanceledException()).ShouldBeTrue();
}
