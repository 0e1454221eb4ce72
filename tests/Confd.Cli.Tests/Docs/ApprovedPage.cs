namespace Confd.Cli.Tests.Docs;

/// <summary>A page of the repository that is made from what the program knows.</summary>
internal static class ApprovedPage
{
    /// <summary>Set to 1, pages are written instead of compared.</summary>
    private const string ApproveVariable = "CONFD_APPROVE";

    /// <summary>Compares the file with what it has to be, or writes it.</summary>
    public static async Task CompareAsync(string file, string page)
    {
        var cancellationToken = Cancellation;
        if (Environment.GetEnvironmentVariable(ApproveVariable) == "1")
        {
            await File.WriteAllTextAsync(file, page, cancellationToken);
        }

        (await File.ReadAllTextAsync(file, cancellationToken) == page)
            .ShouldBeTrue($"options or commands changed: run this test with {ApproveVariable}=1 and review {file}");
    }
}
