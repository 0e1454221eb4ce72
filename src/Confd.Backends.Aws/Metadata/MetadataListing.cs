using System.Text;

namespace Confd.Backends.Aws.Metadata;

/// <summary>The names in a folder of the metadata, one per line: folders end with a slash.</summary>
internal static class MetadataListing
{
    private const string PublicKeys = "public-keys/";

    /// <summary>The entries of a folder as the parts of paths.</summary>
    /// <param name="folder">Its path, with its slash.</param>
    /// <param name="text">The response of the service.</param>
    public static IReadOnlyList<string> Parse(string folder, byte[] text) =>
    [
        .. from line in Encoding.UTF8.GetString(text).Split('\n')
           let name = line.TrimEnd('\r')
           where name.Length > 0
           select folder.EndsWith(PublicKeys, StringComparison.Ordinal) ? FolderOfPublicKey(name) : name,
    ];

    // "0=my-key" stands for the folder 0/.
    private static string FolderOfPublicKey(string name) => name.IndexOf('=') is > 0 and var end ? name[..end] + "/" : name;
}
