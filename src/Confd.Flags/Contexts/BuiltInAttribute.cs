namespace Confd.Flags.Contexts;

/// <summary>The attributes that every context has in addition to its own.</summary>
internal enum BuiltInAttribute : byte
{
    None,
    Kind,
    Key,
    Name,
    Anonymous,
}
