namespace Confd.Shared;

/// <summary>JSON without white space between its tokens.</summary>
internal static class CompactJson
{
    /// <summary>Removes the white space between the tokens of valid JSON; every token stays as its author wrote it.</summary>
    public static byte[] Of(ReadOnlySpan<byte> json)
    {
        var output = new byte[json.Length];
        var length = 0;
        var isInString = false;
        for (var i = 0; i < json.Length; i++)
        {
            var current = json[i];
            if (!isInString && (current is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                continue;
            }

            output[length++] = current;
            if (current == '"')
            {
                isInString = !isInString;
            }
            else if (current == '\\')
            {
                output[length++] = json[++i];
            }
        }

        return length == output.Length ? output : output[..length];
    }
}
