# 用语：规则不允许时的说明

refusal-phrase-forbidden = “{ $said }”是服务忌语，不能发出
refusal-phrase-forbidden-remedy = 可以这样说：{ $suggestion }
refusal-phrase-missing = 这段文字没有写明{ $phrase }，不能发出
refusal-phrase-missing-remedy = 例如：{ $suggestion }
refusal-phrase-unsaid = 这段文字没有{ $phrase }
refusal-phrase-unsaid-remedy = 例如：{ $suggestion }也可以勾选后照原样发出
