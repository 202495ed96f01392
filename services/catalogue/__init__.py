"""catalogue (事项目录): the items a government offers, each version published once."""
