namespace Confd.Tests;

/// <summary>The test that runs now.</summary>
internal static class CurrentTest
{
    /// <summary>Is canceled when the test has to end.</summary>
    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
