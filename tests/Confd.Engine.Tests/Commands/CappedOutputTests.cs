using System.Text;
using Confd.Engine.Commands;

namespace Confd.Engine.Tests.Commands;

public sealed class CappedOutputTests
{
    [Theory]
    [InlineData(0, 10, "")]
    [InlineData(3, 10, "012")]
    [InlineData(10, 10, "0123456789")]
    [InlineData(11, 10, "0123456789")]
    [InlineData(5, 0, "")]
    public async Task ReadAll_Output_IsCountedWholeAndKeptUpToTheCap(int kept, int bytes, string beginning)
    {
        var output = new CappedOutput(kept);

        await output.ReadAllAsync(new MemoryStream(Encoding.ASCII.GetBytes("0123456789"[..bytes])), Cancellation);

        output.TotalBytes.ShouldBe(bytes);
        Encoding.ASCII.GetString(output.Kept.Span).ShouldBe(beginning);
    }

    [Fact]
    public async Task ReadAll_OutputOfManyBuffers_KeepsItsBeginningAlone()
    {
        var bytes = Enumerable.Range(0, 100_000).Select(index => (byte)index).ToArray();
        var output = new CappedOutput(5000);

        await output.ReadAllAsync(new MemoryStream(bytes), Cancellation);

        output.TotalBytes.ShouldBe(bytes.Length);
        output.Kept.Span.SequenceEqual(bytes.AsSpan(0, 5000)).ShouldBeTrue();
    }

    [Fact]
    public async Task ReadAll_Cancelled_EndsWithoutTheRest() =>
        await Should.ThrowAsync<OperationCanceledException>(
            () => new CappedOutput(1).ReadAllAsync(new MemoryStream([1, 2]), new CancellationToken(canceled: true)));
}
