namespace Confd.Flags.Contexts;

/// <summary>The attributes that every context has beside those of its own.</summary>
internal enum BuiltInAttribute : byte
{
    None,
    Kind,
    Key,
    Name,
    Anonymous,
}
